import Foundation

/// One work tree of a repository, the first or a linked one, by its private git directory.
public struct WorkTree: Hashable, Sendable {
    /// Absolute; the common directory for the first one.
    public let gitDirectory: String

    public var reflog: Reflog { Reflog(path: gitDirectory + "/logs/HEAD") }

    /// All work trees that a repository knows, also those whose folder is gone, the first one first.
    public static func all(of location: RepositoryLocation) -> [WorkTree] {
        let folder = location.commonDirectory + "/worktrees"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let linked = names.sorted().filter { access("\(folder)/\($0)/HEAD", F_OK) == 0 }
        return ([location.commonDirectory] + linked.map { "\(folder)/\($0)" }).map(WorkTree.init)
    }

    /// The branch that is checked out: a full ref name; nil for a detached `HEAD` and where git keeps it elsewhere.
    public var branch: String? {
        let text = try? String(contentsOfFile: gitDirectory + "/HEAD", encoding: .utf8)
        guard let line = text?.split(whereSeparator: \.isNewline).first, line.hasPrefix("ref: ") else { return nil }
        let name = String(line.dropFirst("ref: ".count))
        // What a reftable repository writes there for older readers.
        return name == "refs/heads/.invalid" ? nil : name
    }
}
