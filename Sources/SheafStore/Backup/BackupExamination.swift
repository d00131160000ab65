import Foundation
import GRDB
import SheafCore
import SheafFiles

/// What a copy of a database turned out to be.
public struct BackupExamination: Hashable, Sendable {
    /// Empty when it is sound.
    public let findings: [Finding]
    /// nil when it is not.
    public let sound: Sound?

    public struct Sound: Hashable, Sendable {
        public let replica: ReplicaID?
        public let factCount: Int
        public let schema: Int
        public let fileHash: Checksum
        /// Over the views that its facts give.
        public let foldHash: Checksum
    }

    fileprivate init(_ findings: [Finding]) {
        self.findings = findings
        sound = nil
    }

    fileprivate init(_ sound: Sound) {
        findings = []
        self.sound = sound
    }
}

extension BackupFolder {
    /// Verifies a backup again, as it was when it was taken, and against its manifest. One without a manifest that passes
    /// gets one and counts from then on.
    ///
    /// - Throws: `StoreError.newerSchema`, `.diskFull`, `.inputOutput`.
    public func verify(_ backup: Backup, repository: String, now: () -> Instant) throws -> BackupExamination {
        try changed {
            let examination = try examine(backup.path)
            guard let sound = examination.sound else { return examination }
            if let manifest = backup.manifest {
                let differences = differences(of: sound, from: manifest)
                return differences.isEmpty ? examination : BackupExamination(differences)
            }
            guard backup.state == .unverified else { return examination }
            try write(
                BackupManifest(
                    takenAt: backup.name.takenAt, verifiedAt: now(), repository: repository, replica: sound.replica,
                    factCount: sound.factCount, fileHash: sound.fileHash, foldHash: sound.foldHash,
                    viewsVersion: Schema.viewsVersion, schema: sound.schema, source: ""), for: backup.name)
            return examination
        }
    }

    private func differences(of sound: BackupExamination.Sound, from manifest: BackupManifest) -> [Finding] {
        var findings: [Finding] = []
        if sound.fileHash != manifest.fileHash { findings.append(.file("its SHA-256 is not what it was when it was taken")) }
        if sound.factCount != manifest.factCount {
            findings.append(.file("it holds \(sound.factCount) facts and held \(manifest.factCount) when it was taken"))
        }
        // Another version of Sheaf may store views otherwise.
        if manifest.viewsVersion == Schema.viewsVersion, sound.foldHash != manifest.foldHash {
            findings.append(.file("its facts do not give the views that they gave when it was taken"))
        }
        return findings
    }

    /// Opens a copy, checks every page and every fact, and folds all facts from scratch: the views must be the stored ones.
    ///
    /// - Throws: `StoreError.newerSchema`; `.diskFull` and `.inputOutput`, which say nothing about the copy.
    func examine(_ path: String) throws -> BackupExamination {
        do {
            let fileHash = try Self.hash(path)
            let copy = try Self.openReadOnly(path)
            let schema = try copy.read { try Schema.found($0) }
            guard schema <= Schema.version else {
                throw StoreError.newerSchema(path: path, found: schema, known: Schema.version)
            }
            let isCurrent = try schema == Schema.version && copy.read { try StoreReader($0).viewsVersion() == Schema.viewsVersion }
            guard isCurrent else { return try drill(path, schema: schema, fileHash: fileHash) }
            return try copy.read { try examine($0, schema: schema, fileHash: fileHash) }
        } catch {
            guard case let error as StoreError = StoreError.mapping(error, path: path) else { throw error }
            guard case .corrupt(_, let detail) = error else { throw error }
            return BackupExamination([.file(detail)])
        }
    }

    /// What an older version has written is brought up to date in a copy of the copy, as a restore would.
    private func drill(_ path: String, schema: Int, fileHash: Checksum) throws -> BackupExamination {
        let place = StoreDirectory(path: "\(self.path)/drill\(Self.temporaryMark)\(getpid())")
        try place.create()
        defer { try? FileManager.default.removeItem(atPath: place.path) }
        do { try DurableFile(path: place.database).copy(from: path) } catch { throw StoreError(error) }
        return try Store(place).read { try examine($0.db, schema: schema, fileHash: fileHash) }
    }

    private func examine(_ db: Database, schema: Int, fileHash: Checksum) throws -> BackupExamination {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
            return BackupExamination([.file("it is not a database of Sheaf")])
        }
        let scratch = "\(path)/scratch\(Self.temporaryMark)\(getpid())"
        defer { unlink(scratch) }
        let findings = try Verification(db: db, checkingSignatures: false, scratch: scratch).run()
        guard findings.isEmpty else { return BackupExamination(findings) }
        let reader = StoreReader(db)
        return BackupExamination(
            .init(
                replica: try reader.replica(), factCount: Int(try reader.factCount()), schema: schema, fileHash: fileHash,
                foldHash: try ViewComparison.checksum(db)))
    }

    static func openReadOnly(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { db in
            // Sorts go to unnamed files: in memory, those that compare the views of 100,000 facts took 30 MB of it.
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// - Throws: `StoreError.inputOutput`, `.readOnly`.
    static func hash(_ path: String) throws -> Checksum {
        var sum = Checksum.Sum()
        do { try DurableFile(path: path).read { sum.add($0) } } catch { throw StoreError(error) }
        return sum.checksum
    }
}
