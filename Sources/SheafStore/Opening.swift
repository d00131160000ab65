import CShims
import Foundation
import GRDB

/// The steps from a folder to a connection that is fit for durable writes.
struct Opening {
    let directory: StoreDirectory
    let lock: WriteLock
    let fileSystem: FileSystemKind

    /// Takes the write lock only to create or migrate, so that reading never waits for a writer.
    func open() throws -> DatabaseQueue {
        guard FileIdentity(path: directory.database)?.byteCount ?? 0 > 0 else {
            return try lock.held { try create() }
        }
        // A checkpoint of another process may be half-way: look again when nobody writes.
        if try defect() != nil, let defect = try lock.held({ try defect() }) { throw corrupt(defect) }
        let queue = try Self.connect(directory)
        let found = try queue.read { try Schema.found($0) }
        guard found <= Schema.version else {
            throw StoreError.newerSchema(path: directory.database, found: found, known: Schema.version)
        }
        let isReady = try queue.read { try Self.journalMode($0) } == journalMode && found == Schema.version
        if !isReady { try lock.held { try prepare(queue) } }
        try check(queue)
        return queue
    }

    /// Under the lock: another process may have done it meanwhile.
    private func create() throws -> DatabaseQueue {
        let log = FileIdentity(path: directory.database + "-wal")?.byteCount ?? 0
        if FileIdentity(path: directory.database)?.byteCount ?? 0 == 0, log > 0 {
            throw StoreError.corrupt(path: directory.database, detail: "the file is missing or empty and its write-ahead log is not")
        }
        // Whoever took the last one away knows what was in it.
        try lock.witness.forget()
        try directory.createDatabaseFile()
        let queue = try Self.connect(directory)
        try prepare(queue)
        try check(queue)
        return queue
    }

    private func prepare(_ queue: DatabaseQueue) throws {
        let found = try queue.writeWithoutTransaction { db in
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = \(journalMode)")
            guard mode == journalMode else {
                throw StoreError.unexpected(path: directory.database, detail: "journal mode \(mode ?? "?")")
            }
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Schema.found(db)
        }
        if found < Schema.version { try Schema.migrate(queue) }
        try directory.syncEntries()
    }

    /// A connection that never moves the log into the database by itself.
    static func connect(_ directory: StoreDirectory) throws -> DatabaseQueue {
        var configuration = Configuration()
        // Rows are never deleted from under another one; `verify` checks what a constraint would.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(Double(Store.busyMillisecondsMax) / 1000)
        configuration.prepareDatabase { db in
            _ = shim_sqlite_no_checkpoint_on_close(UnsafeMutableRawPointer(db.sqliteConnection))
            // No automatic checkpoints: see WriteLock. GRDB's own set-up of a log would lower `synchronous`.
            try db.execute(
                sql: """
                    PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0;
                    PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL;
                    """)
        }
        return try DatabaseQueue(path: directory.database, configuration: configuration)
    }

    private var journalMode: String { fileSystem == .local ? "wal" : "truncate" }

    private static func journalMode(_ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "PRAGMA journal_mode")
    }

    /// What is cheap and tells a damaged file from a sound one; `Store.verify` looks at every page.
    private func check(_ queue: DatabaseQueue) throws {
        try queue.read { db in
            let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0
            guard synchronous >= 2 else {
                throw StoreError.notDurable(path: directory.database, synchronous: synchronous)
            }
            guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM this") == 1
            else { throw corrupt("it is not a database of Sheaf") }
        }
    }

    /// What the header tells about a file that was cut or overwritten; nil when nothing is wrong.
    ///
    /// Source: https://sqlite.org/fileformat2.html#the_database_header
    private func defect() throws -> String? {
        // SQLite takes back first what a power loss has left half-written; what it cannot read it refuses itself.
        guard FileIdentity(path: directory.database + "-journal")?.byteCount ?? 0 == 0 else { return nil }
        guard let handle = FileHandle(forReadingAtPath: directory.database) else {
            throw StoreError(errno: errno, path: directory.database)
        }
        defer { try? handle.close() }
        let header = Array(try handle.read(upToCount: 100) ?? Data())
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return "the header is not SQLite's"
        }
        let pageByteCount = header[16..<18] == [0, 1] ? 65_536 : Int(header[16]) << 8 | Int(header[17])
        let pageCount = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        // Pages that the file does not have yet may be in the log.
        let log = FileIdentity(path: directory.database + "-wal")?.byteCount ?? 0
        let byteCount = FileIdentity(path: directory.database)?.byteCount ?? 0
        guard byteCount + log < pageByteCount * pageCount else { return nil }
        return "\(byteCount) bytes are left of \(pageCount) pages of \(pageByteCount)"
    }

    private func corrupt(_ detail: String) -> StoreError { .corrupt(path: directory.database, detail: detail) }
}
