import SheafCore

/// Changed paths through `git diff-tree`, for repositories that libgit2 does not read.
///
/// Not Sendable: confined by the repository's lock.
final class DifferenceConversation {
    private let differences: GitConversation
    /// diff-tree echoes a line that is no object's name at once, which marks the end of an answer. Unguessable, so that
    /// no path can look like it.
    private let marker = "end-\(UInt64.random(in: 0...UInt64.max))-\(UInt64.random(in: 0...UInt64.max))\n"

    init(_ command: ([String]) -> ChildProcess) {
        differences = GitConversation(
            command([
                "diff-tree", "--stdin", "--root", "-z", "-r", "--name-only", "--no-renames", "--no-commit-id",
                "--ignore-submodules=none",
            ]), name: "git diff-tree --stdin")
    }

    /// - Throws: `GitError.missingObject` naming the commit when one of its trees is not here.
    func paths(of commit: ObjectID, against parent: ObjectID?) throws -> ChangedPaths {
        let question = ([commit, parent].compactMap { $0?.hex }).joined(separator: " ") + "\n" + marker
        do {
            return try differences.ask(question) { answer in
                var changed = ChangedPaths(paths: [], truncated: false)
                while try !answer.skip(Array(marker.utf8)) {
                    let path = try answer.bytes(upTo: 0)
                    if changed.paths.count < ChangedPaths.countMax {
                        changed.paths.append(String(decoding: path, as: UTF8.self))
                    } else {
                        changed.truncated = true
                    }
                }
                return changed
            }
        } catch GitError.commandFailed {
            // Both commits are here, so what ended the process is a tree that is not.
            throw GitError.missingObject(commit)
        }
    }
}
