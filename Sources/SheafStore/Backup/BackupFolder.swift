import Foundation
import SheafCore
import SheafFiles

/// `<state folder>/backups/<32 hex>`: the backups of one repository's database, outside of the repository.
///
/// `<name>.db` is a backup, `<name>.json` says that it was verified and what was found, `<name>.failed` is one that did not
/// pass and counts for nothing. Whoever writes here holds `lock`, so that what else is found is a dead process's.
public struct BackupFolder: Hashable, Sendable {
    /// Absolute.
    public let path: String

    /// - Parameters:
    ///   - stateDirectory: of this user, absolute.
    ///   - repository: the git directory that all work trees share; its name is what the folder is found by.
    public init(stateDirectory: String, repository: String) {
        path = "\(stateDirectory)/backups/\(Checksum.name(ofRepository: repository))"
    }

    static let copyEnding = ".db"
    static let manifestEnding = ".json"
    static let failedEnding = ".failed"
    /// Between the name of a file and the process that is writing it, as in `DurableFile`.
    static let temporaryMark = ".new-"

    public func path(of name: BackupName) -> String { "\(path)/\(name)\(Self.copyEnding)" }
    public func manifestPath(of name: BackupName) -> String { "\(path)/\(name)\(Self.manifestEnding)" }
    public func failedPath(of name: BackupName) -> String { "\(path)/\(name)\(Self.failedEnding)" }

    /// The newest first; none when there is no folder.
    ///
    /// - Throws: `StoreError.notTrusted`, `.readOnly`, `.inputOutput`.
    public func backups() throws(StoreError) -> [Backup] {
        try OwnFile(path: path).require()
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            guard access(path, R_OK | X_OK) != 0 else { throw .inputOutput(path: path, detail: error.localizedDescription) }
            if errno == ENOENT { return [] }
            throw StoreError(errno: errno, path: path)
        }
        return names.compactMap(backup).sorted { $0.name > $1.name }
    }

    private func backup(_ fileName: String) -> Backup? {
        for ending in [Self.copyEnding, Self.failedEnding] where fileName.hasSuffix(ending) {
            guard let name = BackupName(fileName.dropLast(ending.count)) else { return nil }
            let path = "\(path)/\(fileName)"
            let manifest = ending == Self.failedEnding ? nil : manifest(of: name)
            let state: Backup.State = ending == Self.failedEnding ? .failed : manifest.map { .verified($0) } ?? .unverified
            return Backup(name: name, path: path, state: state, byteCount: FileIdentity(path: path)?.byteCount ?? 0)
        }
        return nil
    }

    private func manifest(of name: BackupName) -> BackupManifest? {
        let path = manifestPath(of: name)
        guard let bytes = FileManager.default.contents(atPath: path), let manifest = BackupManifest(bytes: bytes),
            BackupName(takenAt: manifest.takenAt, number: name.number) == name
        else { return nil }
        return manifest
    }

    /// Runs `body` while no other process writes to the folder, which is made if needed; what dead ones left is removed first.
    ///
    /// - Throws: `StoreError.locked` after 30 s, `.notTrusted`, `.diskFull`; what `body` throws.
    func changed<Result>(_ body: () throws -> Result) throws -> Result {
        try OwnFile(path: path).require()
        do { try DurableFolder(path: path).make() } catch { throw StoreError(error) }
        let lock = try WriteLock(StoreDirectory(path: path), waitMillisecondsMax: Store.busyMillisecondsMax)
        return try lock.held {
            try removeLeftovers()
            return try body()
        }
    }

    /// Under the lock.
    private func removeLeftovers() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.contains(Self.temporaryMark) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    /// A name that nothing has. Under the lock.
    func freeName(at now: Instant) -> BackupName {
        var number = 1
        while true {
            let name = BackupName(takenAt: now, number: number)
            let paths = [path(of: name), manifestPath(of: name), failedPath(of: name)]
            if paths.allSatisfy({ FileIdentity(path: $0) == nil }) { return name }
            number += 1
        }
    }

    /// The manifest goes first: what is killed in between leaves a backup that does not count. Under the lock.
    func remove(_ name: BackupName) throws(StoreError) {
        for path in [manifestPath(of: name), path(of: name), failedPath(of: name)] {
            guard unlink(path) == 0 || errno == ENOENT else { throw StoreError(errno: errno, path: path) }
        }
    }

    func syncEntries() throws(StoreError) {
        do { try DurableFile.syncFolder(path) } catch { throw StoreError(error) }
    }
}

/// One backup as it lies there.
public struct Backup: Hashable, Sendable {
    public let name: BackupName
    public let path: String
    public let state: State
    public let byteCount: Int

    public enum State: Hashable, Sendable {
        /// It was verified when the manifest was written.
        case verified(BackupManifest)
        /// Whoever took it died before it was verified, or a hand put it there.
        case unverified
        /// It did not pass, and is kept for whoever looks into that.
        case failed
    }

    /// nil unless it was verified.
    public var manifest: BackupManifest? { if case .verified(let manifest) = state { manifest } else { nil } }

    public var scheduled: BackupSchedule.Backup { BackupSchedule.Backup(name, isVerified: manifest != nil) }
}
