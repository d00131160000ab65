import SheafCore

/// A database on a disk that forgets what was not synced: every transaction is written, then synced, then acknowledged,
/// and the power may go between any two of these.
final class VirtualStore: ReplicaStore {
    /// What a reader sees.
    private(set) var current: Database
    /// What survives.
    private(set) var durable: Database
    /// Signs what is written; found anew by every process.
    var key: ReplicaKey?
    /// What another process of this machine does just before the next transaction begins.
    var interloper: (() throws -> Void)?
    private let fuse: Fuse

    init(_ database: Database, _ fuse: Fuse) {
        current = database
        durable = database
        self.fuse = fuse
    }

    func read<Result>(_ body: (VirtualReader) throws -> Result) throws -> Result {
        try body(VirtualReader(database: current))
    }

    @discardableResult
    func write<Result>(now: Instant, _ body: (VirtualTransaction) throws -> Result) throws -> Result {
        if let interloper {
            self.interloper = nil
            try interloper()
        }
        let transaction = VirtualTransaction(current, key: key, now: now)
        let result = try body(transaction)
        transaction.finish()
        try fuse.step("before a transaction is written")
        current = transaction.database
        try fuse.step("after a transaction was written, before it is synced")
        sync()
        try fuse.step("after a transaction was synced")
        return result
    }

    private func sync() { durable = current }

    /// The power goes.
    ///
    /// - Parameter keepsSuffix: what was written and not synced happens to be on the disk.
    /// - Returns: whether something written was lost.
    func losePower(keepsSuffix: Bool) -> Bool {
        let isAhead = current.facts.count > durable.facts.count
        if keepsSuffix { durable = current }
        current = durable
        key = nil
        interloper = nil
        return isAhead && !keepsSuffix
    }

    /// Another file takes the place of this one.
    func replace(with database: Database) {
        current = database
        durable = database
        key = nil
    }
}

struct VirtualReader: FactReading {
    let database: Database

    func projection() -> (tip: ObjectID?, sequence: Int64) { database.projection }

    func facts(after sequence: Int64, limit: Int) -> [HeldFact] {
        Array(database.facts.dropFirst(Int(sequence)).prefix(limit))
    }

    func outbox(after sequence: Int64, limit: Int) -> [HeldFact] {
        Array(facts(after: sequence, limit: .max).filter { database.outbox.contains($0.sequence) }.prefix(limit))
    }
}
