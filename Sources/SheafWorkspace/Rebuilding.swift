import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// What `rebuild` did.
public struct RebuildReport: Hashable, Sendable {
    /// Where the damaged database was put; nil when the database was sound and only its views were folded again.
    public let setAside: String?
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
    /// Builds views from facts; and facts from the damaged database, the sidecar and an archive where that is needed.
    /// Nothing is deleted: a damaged file is moved aside.
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
        let (store, setAside, salvage) = try soundStore(place)
        let workspace = try Workspace(repository, store: store, surroundings: surroundings, flags: [])
        if let archived { _ = try workspace.restore(archived) }
        try workspace.identifyAgain()
        try store.rebuildViews()
        try workspace.project()
        return RebuildReport(
            setAside: setAside, salvagedCount: salvage?.lines.count ?? 0, lostCount: salvage?.lostCount ?? 0,
            archivedCount: archived?.lines.count ?? 0, factCount: try store.read { try $0.counts().facts })
    }

    /// Opens the database, or puts a damaged one aside and begins a new one.
    private static func soundStore(_ place: Installation) throws -> (Store, setAside: String?, salvage: Salvage?) {
        do {
            let store = try Store(place.directory)
            if try store.verify().allSatisfy(\.isMendedByRebuild) { return (store, nil, nil) }
        } catch StoreError.corrupt {}
        let (aside, salvage) = try place.directory.setDatabaseAside()
        return (try Store(place.directory), aside, salvage)
    }
}
