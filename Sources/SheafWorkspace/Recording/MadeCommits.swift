import SheafCore
import SheafGit

/// Commits that were made in one work tree, as its reflog tells.
struct MadeCommits {
    /// The work tree's private git directory.
    let gitDirectory: String
    /// Oldest first, each once.
    private(set) var commits: [Commit] = []
    /// The full name of the branch that each was made on; those made with a detached `HEAD` are left out.
    private(set) var branches: [ObjectID: String] = [:]

    /// - Parameters:
    ///   - branch: the ref that is checked out after the last entry, or whose reflog this is.
    ///   - known: commits that somebody else has told of.
    /// - Throws: `GitError`; commits that are gone, or cannot be read, are left out: nobody can judge them any more.
    init(
        _ entries: [ReflogEntry], in gitDirectory: String, on branch: String?, except known: Set<ObjectID> = [],
        _ repository: any UserRepository
    ) throws {
        self.gitDirectory = gitDirectory
        var seen = known
        var branch = branch
        for entry in entries.reversed() {
            if let left = entry.leftBranch { branch = ObjectID(left) == nil ? "refs/heads/\(left)" : nil }
            guard !seen.contains(entry.new), let commit = try Self.commit(entry.new, repository), entry.made(commit)
            else { continue }
            seen.insert(entry.new)
            commits.append(commit)
            branches[entry.new] = branch
        }
        commits.reverse()
    }

    private static func commit(_ id: ObjectID, _ repository: any UserRepository) throws -> Commit? {
        do { return try repository.commit(id) } catch GitError.missingObject, GitError.unexpectedType, GitError.malformedObject {
            return nil
        }
    }
}
