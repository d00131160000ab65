import SheafCore
import SheafStore

/// What `takeBackup` did.
public struct BackupReport: Hashable, Sendable {
    /// Verified.
    public let backup: Backup
    /// What the schedule no longer keeps and was deleted.
    public let deleted: [BackupName]
}

/// What `takeDueBackup` did.
public enum DueBackup: Hashable, Sendable {
    case notDue
    /// The newest verified backup holds all that there is.
    case unchanged(Backup)
    case taken(BackupReport)
}

extension Workspace {
    /// Copies the database while others write, verifies the copy, and deletes what the policy no longer keeps.
    ///
    /// - Throws: `WorkspaceError.failedBackup` when the copy did not pass: it is kept apart, and nothing is deleted.
    ///   `StoreError.diskFull` and others: nothing is left of it.
    public func takeBackup() throws -> BackupReport {
        let backups = try Backups(location, surroundings)
        let (backup, findings) = try store.backUp(
            into: backups.folder, repository: location.commonDirectory, now: surroundings.now)
        guard findings.isEmpty else {
            throw WorkspaceError.failedBackup(path: backup.path, detail: findings[0].description)
        }
        return BackupReport(backup: backup, deleted: try prune(backups))
    }

    /// For the agent's timer: takes a backup when one is due. However many hours were missed, it is one.
    ///
    /// Where nothing was written since the newest verified backup, none is taken before that is a day old.
    ///
    /// - Throws: as `takeBackup`. A backup that failed is tried again after `BackupSchedule.retrySeconds`; after another
    ///   error it is due at once, and the caller waits as it sees fit.
    public func takeDueBackup(now: Instant) throws -> DueBackup {
        let backups = try Backups(location, surroundings)
        let held = try backups.list()
        guard BackupSchedule.isDue(held.map(\.scheduled), at: now) else { return .notDue }
        if let newest = held.first(where: { $0.manifest != nil }), newest.holdsAll(of: store.directory),
            (newest.name.takenAt...newest.name.takenAt.advanced(bySeconds: 86_400)).contains(now)
        {
            return .unchanged(newest)
        }
        return .taken(try takeBackup())
    }

    /// A policy that cannot be read deletes nothing.
    private func prune(_ backups: Backups) throws -> [BackupName] {
        guard let policy = try? settings().policy else { return [] }
        return try backups.folder.prune(BackupSchedule(policy.backup), at: now)
    }
}

extension Backup {
    /// Nothing was written to the database since it was taken.
    func holdsAll(of directory: StoreDirectory) -> Bool { manifest?.source == directory.stamp }
}
