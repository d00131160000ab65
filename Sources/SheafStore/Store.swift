import GRDB
import SheafCore

/// The room: facts, what they mean, and what is known about remotes, in one SQLite file that is durable at every commit.
///
/// Safe to use from any thread. One connection serves all of them in turn; a write holds it, and the lock of all
/// processes, until its commit is on disk. Calls block: an actor or a thread of the caller's stands before them.
public final class Store: Sendable {
    /// How long an opening or a write waits for other processes.
    public static let busyMillisecondsMax = 30_000
    /// A write-ahead log that has grown beyond this is moved into the database: openings read all of it.
    static let logByteCountMax = 2 << 20

    public let directory: StoreDirectory
    /// On a network file system the store works with a rollback journal: slower, and worth a warning.
    public let fileSystem: FileSystemKind
    let queue: DatabaseQueue
    let lock: WriteLock
    /// What was acknowledged before the database was opened: read before, it cannot be ahead of what is read after.
    let witnessed: Int64
    private let file: FileIdentity?
    private let logLength = LogLength()
    private let state = Locked(State())
    private let recent = Locked(RecentDrafts())

    private struct State {
        var key: ReplicaKey?
        /// Set by a failed write: what the kernel still holds of it is unknown.
        var failure: StoreError?
    }

    /// Opens the database of a folder, creating or migrating it where needed.
    ///
    /// - Throws: `StoreError.corrupt`, `.newerSchema`, `.readOnly`, `.diskFull`, `.inputOutput`, `.locked`.
    public init(_ directory: StoreDirectory) throws {
        try directory.create()
        let lock = try WriteLock(directory, waitMillisecondsMax: Self.busyMillisecondsMax)
        let fileSystem = FileSystemKind(path: directory.path)
        witnessed = lock.witness.acknowledged
        do {
            queue = try Opening(directory: directory, lock: lock, fileSystem: fileSystem).open()
        } catch {
            throw StoreError.mapping(error, path: directory.database)
        }
        logLength.follow(queue)
        self.directory = directory
        self.lock = lock
        self.fileSystem = fileSystem
        file = FileIdentity(path: directory.database)
        try refreshViews()
    }

    /// Writes of this store are signed with the key from now on.
    public func use(_ key: ReplicaKey) {
        state.with { $0.key = key }
    }

    /// Makes the key's replica the one that this database writes as, durably, and signs with the key from now on.
    public func bind(to key: ReplicaKey) throws {
        try write(now: Instant(milliseconds: 0)) { transaction in
            try transaction.bind(to: key.replica)
        }
        use(key)
    }

    /// Runs `body` on one consistent state.
    public func read<Result>(_ body: (StoreReader) throws -> Result) throws -> Result {
        try mappingErrors {
            try requireSameFile()
            // GRDB's own `read` sets `PRAGMA query_only`, which makes SQLite prepare every cached statement anew: most of
            // what a short read takes. A `StoreReader` cannot write.
            return try queue.inDatabase { db in try db.transact(.deferred) { try body(StoreReader(db)) } }
        }
    }

    /// One transaction: what `body` appends is folded, committed and synced to disk before this returns; when it
    /// throws, nothing of it was written.
    ///
    /// - Parameter now: the wall clock, for the hybrid clock and the log.
    /// - Throws: `StoreError`, or what `body` throws.
    @discardableResult
    public func write<Result>(now: Instant, _ body: (Transaction) throws -> Result) throws -> Result {
        let (key, failure) = state.with { ($0.key, $0.failure) }
        if let failure { throw failure }
        do {
            return try mappingErrors {
                try lock.held {
                    try requireSameFile()
                    let result = try queue.writeWithoutTransaction { try commit($0, key, now, body) }
                    checkpointIfLarge()
                    return result
                }
            }
        } catch let error as StoreError {
            if case .inputOutput = error { state.with { $0.failure = error } }
            throw error
        }
    }

    private func commit<Result>(
        _ db: Database, _ key: ReplicaKey?, _ now: Instant, _ body: (Transaction) throws -> Result
    ) throws -> Result {
        var version: Int64 = 0
        let (result, written, replica, latest) = try db.transact(.immediate) {
            version = try db.integer("PRAGMA data_version") ?? 0
            let transaction = try Transaction(
                db, key: key, now: now, recent: { replica in recent.with { $0.take(of: replica, at: version) } })
            let replica = transaction.replica
            return (try body(transaction), try transaction.finish(), replica, transaction.latest)
        }
        if let latest { lock.witness.note(latest) }
        recent.with { $0.keep(written, of: replica, at: version) }
        return result
    }

    /// Runs `body` while no other process writes, outside of any transaction.
    func alone<Result>(_ body: (Database) throws -> Result) throws -> Result {
        if let failure = state.with(\.failure) { throw failure }
        return try mappingErrors {
            try lock.held {
                try requireSameFile()
                return try queue.writeWithoutTransaction(body)
            }
        }
    }

    /// Runs `body` on a connection of its own, outside of any transaction, while writers and readers go on with theirs.
    func withOwnConnection<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try mappingErrors {
            try requireSameFile()
            return try Opening.connect(directory).writeWithoutTransaction(body)
        }
    }

    /// Moves the write-ahead log into the database file and cuts it off, unless somebody is reading from it.
    ///
    /// Runs alone: under the lock that every writer holds.
    /// - Returns: whether the log is empty now.
    @discardableResult
    public func checkpoint() throws -> Bool {
        try mappingErrors { try lock.held { try emptyLog(cutting: true) } }
    }

    /// A commit has succeeded before, and the log keeps it: a full disk or a reader only postpones this to the next
    /// write. Only when the medium fails must nobody go on, lest the log be dropped although its copy never arrived.
    private func checkpointIfLarge() {
        guard logLength.byteCount > Self.logByteCountMax else { return }
        do {
            _ = try mappingErrors { try emptyLog(cutting: FileIdentity(path: log)?.byteCount ?? 0 > 2 * Self.logByteCountMax) }
        } catch {
            guard let failure = error as? StoreError, case .inputOutput = failure else { return }
            state.with { $0.failure = failure }
        }
    }

    private var log: String { directory.database + "-wal" }

    /// - Parameter cutting: gives the log's room back. Else the next commits write over it, which saves each of them from
    ///   making the file longer: a third of what syncing takes.
    private func emptyLog(cutting: Bool) throws -> Bool {
        try queue.writeWithoutTransaction { db in
            // A reader in another process must not stall writers: try again later instead.
            try db.execute(sql: "PRAGMA busy_timeout = 0")
            defer { try? db.execute(sql: "PRAGMA busy_timeout = \(Self.busyMillisecondsMax)") }
            return try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(cutting ? "TRUNCATE" : "RESTART"))")?[0] == 0
        }
    }

    /// Folds everything again when this version folds or stores otherwise than the one that wrote the views.
    private func refreshViews() throws {
        guard try read({ try $0.viewsVersion() }) != Schema.viewsVersion else { return }
        try rebuildViews()
    }

    private func requireSameFile() throws {
        guard let file, file.isSameFile(as: FileIdentity(path: directory.database)) else {
            throw StoreError.replaced(path: directory.database)
        }
    }

    private func mappingErrors<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw StoreError.mapping(error, path: directory.database) }
    }
}
