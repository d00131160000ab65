import Foundation
import GRDB
import SheafCore
import SheafFiles

/// A database that was moved out of the way, and what came into its place.
public struct Replacement: Sendable {
    /// Where it is now; nil when there was none.
    public let setAside: String?
    /// What was read of it and the one in its place lacks: it waits in `salvaged` for the next opening.
    public let salvage: Salvage
    /// Facts that could be read of it.
    public let readableCount: Int
}

/// Why a database is moved out of the way; part of its new name.
public enum AsideReason: String, Hashable, Sendable {
    /// `sheaf.db.corrupt-<n>`
    case corrupt
    /// `sheaf.db.replaced-<n>`: a backup took its place.
    case replaced
}

extension StoreDirectory {
    /// Moves a damaged database, with its log, out of the way: the next opening makes a new one. Nothing is deleted.
    ///
    /// - Returns: where the database is now, `sheaf.db.corrupt-<n>`, and what was read of it.
    public func setDatabaseAside() throws -> (path: String, salvage: Salvage) {
        let replacement = try replaceDatabase(with: nil, because: .corrupt)
        return (replacement.setAside ?? database, replacement.salvage)
    }

    /// Moves the database, with its log, out of the way and puts a copy of a backup in its place, if one is given.
    ///
    /// What can be read of the database is first written to `salvaged`, which every opening of the workspace takes in:
    /// whoever dies after this leaves nothing to be done by hand. The copy writes as a new replica from its first write on.
    ///
    /// - Parameters:
    ///   - backup: verified; its folder's lock must not be held.
    ///   - file: the database that was found wanting; nil for whichever is there.
    /// - Throws: `StoreError.locked` when other processes write all the time, `.replaced` when another one was faster,
    ///   `.corrupt` when the backup is not what its manifest says; nothing was changed then.
    public func replaceDatabase(
        _ file: FileIdentity? = nil, with backup: Backup?, because reason: AsideReason
    ) throws -> Replacement {
        let lock = try WriteLock(self, waitMillisecondsMax: Store.busyMillisecondsMax)
        return try lock.held {
            if let file, !file.isSameFile(as: databaseFile) { throw StoreError.replaced(path: database) }
            var salvage = FileIdentity(path: database) == nil ? Salvage() : try Salvage(path: database)
            let readableCount = salvage.lines.count
            let incoming = try backup.map { try Incoming($0, in: self) }
            defer { incoming?.discard() }
            // An earlier attempt may have got no further than this, and the log may have gone aside since.
            let before = (salvaged.read() ?? []).compactMap(\.self)
            try salvaged.replace(with: before + salvage.lines)
            // What takes the database's place holds less than it had acknowledged, and that is no shortfall.
            if incoming != nil { try lock.witness.forget() }
            let aside = try moveDatabaseAside(because: reason)
            if let incoming {
                try incoming.place()
                try syncEntries()
                // Until now all of it was needed: whoever died on the way left an empty place, or an old file without its log.
                try salvage.leaveOut(heldIn: database)
                try salvaged.replace(with: before + salvage.lines)
            }
            try syncEntries()
            return Replacement(setAside: aside, salvage: salvage, readableCount: readableCount)
        }
    }

    /// Under the lock.
    private func moveDatabaseAside(because reason: AsideReason) throws -> String? {
        var number = 1
        while FileIdentity(path: "\(database).\(reason)-\(number)") != nil { number += 1 }
        let aside = "\(database).\(reason)-\(number)"
        let hasDatabase = FileIdentity(path: database) != nil
        // The log first: a database without its log is old, a log without its database is nothing.
        for suffix in ["-wal", "-shm", "-journal", ""] where FileIdentity(path: database + suffix) != nil {
            guard rename(database + suffix, aside + suffix) == 0 else { throw StoreError(errno: errno, path: aside) }
        }
        return hasDatabase ? aside : nil
    }
}

/// A copy of a backup that is about to become the database.
private struct Incoming {
    private let directory: StoreDirectory
    private let path: String

    init(_ backup: Backup, in directory: StoreDirectory) throws {
        self.directory = directory
        // Swept by later openings when this process dies.
        path = "\(directory.database).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        do {
            do { try DurableFile(path: path).copy(from: backup.path) } catch { throw StoreError(error) }
            if let manifest = backup.manifest, try BackupFolder.hash(path) != manifest.fileHash {
                throw StoreError.corrupt(path: backup.path, detail: "its SHA-256 is not what it was when it was taken")
            }
            try prepare()
        } catch {
            discard()
            throw StoreError.mapping(error, path: backup.path)
        }
    }

    /// Brings the tables up to date, so that the next opening finds what it knows; and sees to it that nothing is written
    /// under the replica of the backup, whose later facts are elsewhere.
    private func prepare() throws {
        let queue = try DatabaseQueue(path: path)
        let found = try queue.read { try Schema.found($0) }
        guard found <= Schema.version else { throw StoreError.newerSchema(path: path, found: found, known: Schema.version) }
        if found < Schema.version { try Schema.migrate(queue) }
        let decisions = try TrustRows(of: directory.database)
        try queue.write { db in
            try Transaction.requireMinting(.restored, in: db)
            // A claim whose push had no answer then has one by now.
            try db.run("DELETE FROM attempts")
            try decisions.write(to: db)
        }
    }

    /// The directory is still to be synced.
    func place() throws {
        guard rename(path, directory.database) == 0 else { throw StoreError(errno: errno, path: directory.database) }
    }

    /// Nothing happens when it was placed.
    func discard() {
        for suffix in ["", "-journal"] { unlink(path + suffix) }
    }
}

/// Whom a person trusts or has revoked. A backup must not bring back a key that was revoked since.
private struct TrustRows {
    private var rows: [Row] = []

    private static let columns = "replica, verdict, name, reason, valid_after, valid_before, decided_by, decided_at"

    /// None where they cannot be read.
    init(of path: String) throws {
        guard FileIdentity(path: path) != nil, let queue = try? BackupFolder.openReadOnly(path) else { return }
        rows = (try? queue.read { try Row.fetchAll($0, sql: "SELECT \(Self.columns) FROM trust") }) ?? []
    }

    func write(to db: Database) throws {
        for row in rows {
            try db.execute(
                sql: "INSERT OR REPLACE INTO trust (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: StatementArguments(row.databaseValues))
        }
    }
}
