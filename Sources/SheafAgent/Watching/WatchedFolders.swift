import Foundation
import SheafGit
import SheafWorkspace

/// The folders of a repository whose changes tell of commits: where git writes reflogs.
struct WatchedFolders {
    let paths: [String]

    init(_ location: RepositoryLocation) {
        let common = location.commonDirectory
        let trees = WorkTree.all(of: location)
        isInformative = access(common + "/logs", F_OK) == 0
        let shared = [common + "/logs", common + "/logs/refs/heads", common + "/worktrees"]
        let own = trees.dropFirst().map { $0.gitDirectory + "/logs" }
        // Where there are no reflogs (yet), what git does to its own folder is the nearest sign of a commit.
        // Commands write facts, which are to be shared as well.
        paths = (isInformative ? [] : [common]) + [Installation(location).directory.path] + shared + own
    }

    /// Whether git writes reflogs here: a repository may keep none, or keep them elsewhere (reftable).
    let isInformative: Bool
}
