import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// What `restore` of a backup did.
public struct BackupRestoreReport: Hashable, Sendable {
    public let backup: Backup
    /// Where the database of before is now; nil when there was none.
    public let setAside: String?
    /// Facts that could be read of it, and those that could not.
    public let readableCount: Int
    public let lostCount: Int
    /// Facts of the backup.
    public let backupFactCount: Int
    /// Facts held now: the backup's, what could be read of the database before, what the sidecar holds.
    public let factCount: Int
    /// Who writes from now on.
    public let replica: ReplicaID
}

extension Backups {
    /// Puts a backup in the place of the database, which is moved aside and never deleted; joins what could be read of that
    /// one and what the sidecar holds; and goes on as a new replica.
    ///
    /// - Throws: `WorkspaceError.badBackup` when it does not pass now; `StoreError.locked` when other processes write all the
    ///   time. Nothing was changed then.
    public func restore(_ backup: Backup) throws -> BackupRestoreReport {
        let findings = try verify(backup).findings
        guard findings.isEmpty else {
            throw WorkspaceError.badBackup(name: backup.name, detail: findings[0].description)
        }
        let verified = try self.backup(named: backup.name.description)
        let place = Installation(location)
        let replacement = try place.directory.replaceDatabase(with: verified, because: .replaced)
        let workspace = try reopened()
        return BackupRestoreReport(
            backup: verified, setAside: replacement.setAside, readableCount: replacement.readableCount,
            lostCount: replacement.salvage.lostCount, backupFactCount: verified.manifest?.factCount ?? 0,
            factCount: try workspace.store.read { try $0.counts().facts }, replica: workspace.replica)
    }

    /// Opening joins what the sidecar holds and what was read of the old database, and mints.
    private func reopened() throws -> Workspace {
        let repository = try UserRepositories.open(at: location.gitDirectory)
        let store = try Store(Installation(location).directory)
        let workspace = try Workspace(repository, store: store, surroundings: surroundings, flags: [])
        try workspace.project()
        return workspace
    }
}
