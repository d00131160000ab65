import Foundation
import SheafCore

/// Reads commits, with the mailmap and the shallow boundary as they were when it was made.
///
/// One for both back ends, so that a commit never depends on which of them read it. Lives for one operation, under the
/// repository's lock.
final class CommitReader {
    private let raw: (ObjectID) throws -> RawCommit
    private let mailmap: Mailmap
    private let cutOff: Set<ObjectID>
    private var resolved: [Identity: Identity] = [:]

    /// - Parameter raw: reads a commit object; throws `GitError.missingObject`, `GitError.unexpectedType`.
    init(
        _ location: RepositoryLocation, _ mailmap: Mailmap, raw: @escaping (ObjectID) throws -> RawCommit
    ) {
        self.raw = raw
        self.mailmap = mailmap
        cutOff = ShallowBoundary.read(in: location)
    }

    func commit(_ id: ObjectID) throws -> Commit {
        let raw = try raw(id)
        return Commit(
            id: id, parents: isCutOff(id) ? [] : raw.parents, author: resolve(raw.author), committer: raw.committer,
            committedAt: raw.committedAt, message: raw.message)
    }

    func node(_ id: ObjectID) throws -> CommitWalk.Node {
        let raw = try raw(id)
        return CommitWalk.Node(parents: isCutOff(id) ? [] : raw.parents, committedAt: raw.committedAt)
    }

    /// Whether a shallow clone cut the commit's parents off.
    func isCutOff(_ id: ObjectID) -> Bool { cutOff.contains(id) }

    private func resolve(_ identity: Identity) -> Identity {
        if let known = resolved[identity] { return known }
        let found = mailmap.resolve(identity)
        resolved[identity] = found
        return found
    }
}

/// The commits whose parents a shallow clone does not have.
enum ShallowBoundary {
    /// - Source: gitrepository-layout(5), `shallow`: one object id a line.
    static func read(in location: RepositoryLocation) -> Set<ObjectID> {
        let path = "\(location.commonDirectory)/shallow"
        // Asked for every commit that is recorded, and nearly never there.
        guard access(path, F_OK) == 0, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return Set(text.split(whereSeparator: \.isNewline).compactMap { ObjectID($0) })
    }
}
