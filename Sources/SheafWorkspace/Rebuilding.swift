import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// What `rebuild` did.
public struct RebuildReport: Hashable, Sendable {
    /// Where the damaged database was put; nil when the database was sound and only its views were folded again.
    public let setAside: String?
    /// The verified backup that came into its place; nil when there is none that is sound.
    public let backup: Backup?
    /// Facts read back out of the damaged database.
    public let salvagedCount: Int
    /// Facts that it held and that could not be read.
    public let lostCount: Int
    /// Facts that an archive brought back.
    public let archivedCount: Int
    /// Facts held now.
    public let factCount: Int
}

extension Workspace {
    /// Builds views from facts; and facts from the newest sound backup, the damaged database, the sidecar and an archive where
    /// that is needed. Nothing is deleted: a damaged file is moved aside.
    ///
    /// - Parameter archive: a file that `archive` or `disable --purge` wrote, to be restored.
    /// - Throws: `WorkspaceError.notEnabled`, `.badArchive`, `.newerArchive`; `StoreError`, `GitError`.
    public static func rebuild(
        from directory: String, archive: String? = nil, surroundings: Surroundings
    ) throws -> RebuildReport {
        let repository = try UserRepositories.open(at: directory)
        let place = Installation(repository.location)
        guard place.isPresent else { throw WorkspaceError.notEnabled(path: repository.location.displayPath) }
        let archived = try archive.map { try ArchiveFile(path: $0).read() }
        let sound = try soundStore(place, repository.location, surroundings)
        let workspace = try Workspace(repository, store: sound.store, surroundings: surroundings, flags: [])
        if let archived { _ = try workspace.restore(archived) }
        try workspace.identifyAgain()
        try sound.store.rebuildViews()
        try workspace.project()
        let replacement = sound.replacement
        return RebuildReport(
            setAside: replacement?.setAside, backup: sound.backup, salvagedCount: replacement?.readableCount ?? 0,
            lostCount: replacement?.salvage.lostCount ?? 0, archivedCount: archived?.lines.count ?? 0,
            factCount: try sound.store.read { try $0.counts().facts })
    }

    /// What the agent calls when opening or reading has thrown `StoreError.corrupt`: as `rebuild`, without a person.
    ///
    /// - Returns: what there was before and is now; `setAside` is nil when the database turned out to be sound, because
    ///   another process was faster.
    public static func recover(from directory: String, surroundings: Surroundings) throws -> RebuildReport {
        try rebuild(from: directory, surroundings: surroundings)
    }

    /// Opens the database; or puts a damaged one aside and begins anew, from the newest sound backup if there is one.
    private static func soundStore(
        _ place: Installation, _ location: RepositoryLocation, _ surroundings: Surroundings
    ) throws -> (store: Store, replacement: Replacement?, backup: Backup?) {
        let file = place.directory.databaseFile
        do {
            let store = try Store(place.directory)
            if try store.verify().allSatisfy(\.isMendedByRebuild) { return (store, nil, nil) }
        } catch StoreError.corrupt {}
        let backup = try Backups(location, surroundings).newestSound()
        let replacement = try place.directory.replaceDatabase(file, with: backup, because: .corrupt)
        return (try Store(place.directory), replacement, backup)
    }
}
