import Foundation
import SheafCore
import SheafGit
import SheafStore

/// The backups of one repository's database: to look at, to verify, and to put in the database's place. Needs no sound
/// database; taking a backup does, and is `Workspace.takeBackup`.
public struct Backups: Sendable {
    public let folder: BackupFolder
    public let surroundings: Surroundings
    let location: RepositoryLocation

    /// - Parameter directory: in the repository.
    /// - Throws: `WorkspaceError.notEnabled`, `.noHome`; `GitError`.
    public init(from directory: String, surroundings: Surroundings) throws {
        let location = try UserRepositories.open(at: directory).location
        guard Installation(location).isPresent else { throw WorkspaceError.notEnabled(path: location.displayPath) }
        try self.init(location, surroundings)
    }

    init(_ location: RepositoryLocation, _ surroundings: Surroundings) throws {
        self.location = location
        self.surroundings = surroundings
        folder = BackupFolder(stateDirectory: try surroundings.stateDirectory(), repository: location.commonDirectory)
    }

    /// The newest first.
    ///
    /// - Throws: `StoreError`.
    public func list() throws -> [Backup] { try folder.backups() }

    /// - Parameter text: a name as `list` gives it, or `latest`: the newest verified one.
    /// - Throws: `WorkspaceError.unknownBackup`.
    public func backup(named text: String) throws -> Backup {
        let backups = try list()
        let found = text == Self.latest
            ? backups.first { $0.manifest != nil } : backups.first { $0.name.description == text && $0.state != .failed }
        guard let found else {
            throw WorkspaceError.unknownBackup(text, newest: backups.first { $0.manifest != nil }?.name)
        }
        return found
    }

    public static let latest = "latest"

    /// Looks at a backup as closely as when it was taken. One that was unverified and passes counts from then on.
    ///
    /// - Throws: `StoreError`.
    public func verify(_ backup: Backup) throws -> BackupExamination {
        try folder.verify(backup, repository: location.commonDirectory, now: surroundings.now)
    }

    /// The newest one that counts and still is what it was; nil without any.
    func newestSound() throws -> Backup? {
        try list().first { backup in
            guard backup.manifest != nil else { return false }
            // One that is damaged, or that a newer version has written, must not keep an older one from helping.
            return (try? verify(backup))?.sound != nil
        }
    }
}
