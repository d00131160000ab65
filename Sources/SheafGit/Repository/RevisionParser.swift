import CGit2
import SheafCore

/// What a person may type for a commit.
struct RevisionText {
    /// Longer ones are no names.
    private static let bytesMax = 1_024

    let text: String

    /// - Throws: `GitError.refusedName` for what git could take for an option, or cannot be a name at all.
    init(_ text: String) throws {
        guard !text.isEmpty, text.utf8.count <= Self.bytesMax, !text.hasPrefix("-"),
            text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else { throw GitError.refusedName(text, reason: "not the name of a commit") }
        self.text = text
    }

    /// Whether it may be the beginning of an object's name.
    var isAbbreviation: Bool {
        (4..<64).contains(text.utf8.count) && text.utf8.allSatisfy { Hex.nibble($0) != nil || (65...70).contains($0) }
    }
}

/// Resolves revisions through libgit2, for one operation.
struct RevisionParser {
    private let repository: OpaquePointer
    private let objects: ObjectDatabase

    init(_ repository: borrowing Handle, _ objects: ObjectDatabase) {
        self.repository = repository.pointer
        self.objects = objects
    }

    func resolve(_ revision: String) throws -> ObjectID {
        let revision = try RevisionText(revision)
        var object: OpaquePointer?
        let code = git_revparse_single(&object, repository, revision.text)
        if code == GIT_EAMBIGUOUS.rawValue { return try onlyCommit(beginning: revision) }
        guard code == 0 else { throw GitError.unknownRevision(revision.text) }
        defer { git_object_free(object) }
        var commit: OpaquePointer?
        guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let oid = git_object_id(commit) else {
            throw GitError.unknownRevision(revision.text)
        }
        defer { git_object_free(commit) }
        return ObjectID(oid.pointee)
    }

    /// As git does, an abbreviation that only one commit shares with blobs and trees means the commit.
    private func onlyCommit(beginning revision: RevisionText) throws -> ObjectID {
        let commits = try objects.all(beginning: revision.text.lowercased())
            .filter { try objects.header(of: $0).type == .commit }.sorted()
        guard let commit = commits.first, commits.count == 1 else {
            throw GitError.ambiguousRevision(revision.text, candidates: commits)
        }
        return commit
    }
}

extension ObjectDatabase {
    /// Every object whose hex name begins so; looks at all of them.
    fileprivate func all(beginning prefix: String) throws -> Set<ObjectID> {
        final class Search {
            let prefix: String
            var found: Set<ObjectID> = []
            init(_ prefix: String) { self.prefix = prefix }
        }
        let search = Search(prefix)
        let code = git_odb_foreach(
            pointer,
            { oid, payload in
                guard let oid, let payload else { return 0 }
                let search = Unmanaged<Search>.fromOpaque(payload).takeUnretainedValue()
                let id = ObjectID(oid.pointee)
                if id.hex.hasPrefix(search.prefix) { search.found.insert(id) }
                return 0
            }, Unmanaged.passUnretained(search).toOpaque())
        try Libgit2.check(code, "list the objects")
        return search.found
    }
}
