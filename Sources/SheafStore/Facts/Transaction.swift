import Foundation
import GRDB
import SheafCore

/// One durable change of the store. Valid inside the closure of `Store.write` only.
public final class Transaction {
    let db: Database
    let now: Instant
    let facts: FactTable
    private let key: ReplicaKey?
    private var clock: HybridClock
    private let clockBefore: HybridClock
    private let replica: ReplicaID?
    private var mintReason: ReplicaIdentity.Reason?
    private var drafts: [RecordKey: RecordDraft] = [:]
    private var shards: [ShardPath: Int64] = [:]
    private var tally = ReplicaTally()
    /// Records whose views are older than their lines.
    private var touched: Set<RecordKey> = []
    /// Of these the ones with received lines: their heads are known only after a fold.
    private var received: Set<RecordKey> = []
    /// Sequences of own facts that no operation was logged for yet.
    var unlogged: ClosedRange<Int64>?

    init(_ db: Database, key: ReplicaKey?, now: Instant) throws {
        self.db = db
        self.key = key
        self.now = now
        facts = FactTable(db: db)
        let this = try db.first("SELECT replica, clock_at, clock_counter, mint_reason FROM this") { row in
            (
                ReplicaID(bytes: try row.bytes(0)), HybridTime(at: row[1], counter: row[2]),
                (row[3] as String?).flatMap(ReplicaIdentity.Reason.init)
            )
        }
        guard let this else { throw RowFailure(detail: "the table `this` is empty") }
        replica = this.0
        clock = HybridClock(latest: this.1)
        clockBefore = clock
        mintReason = this.2
    }

    /// Writes one fact: numbered, signed, and later than everything held about its record.
    ///
    /// - Parameter isHuman: somebody did this on purpose.
    /// - Returns: the line as it will be sent.
    /// - Throws: `FactError` when the body is out of its kind's bounds; `StoreError.noKey`, `.replicaChanged`.
    @discardableResult
    public func append(_ body: FactBody, to record: RecordKey, isHuman: Bool) throws -> Line {
        guard let path = ShardPath(kind: record.kind, record: record.id) else {
            preconditionFailure("BUG: facts of kind \(record.kind) are never written by this version")
        }
        var draft = try takeDraft(of: record)
        defer { drafts[record] = draft }
        let fact = try sign(body, to: record, number: draft.numberNext, after: draft.heads, isHuman: isHuman)
        let shard = try shard(path)
        guard let sequence = try facts.insert(fact.line, shard: shard, at: fact.time.at, isSigned: true, isOwn: true)
        else {
            preconditionFailure("BUG: a new fact has the bytes of a held one")
        }
        try facts.post(sequence)
        unlogged = (unlogged?.lowerBound ?? sequence)...sequence
        draft.append(fact)
        tally.add(fact)
        touched.insert(record)
        return fact.line
    }

    /// Takes in lines of other replicas, or own ones that the database lacks. Lines that are held change nothing.
    ///
    /// - Returns: how many were new.
    @discardableResult
    public func intake(_ lines: some Sequence<ReceivedLine>, from source: IntakeSource) throws -> Int {
        var count = 0
        for received in lines {
            let line = received.line
            let shard = try shard(received.path)
            let node = received.isSigned ? try? Fact(line, in: received.path.kind) : nil
            let sequence = try facts.insert(
                line, shard: shard, at: node?.time.at, isSigned: received.isSigned, isOwn: false)
            guard let sequence else { continue }
            count += 1
            if line.replica == replica, received.isSigned { try meetOwnLine(line) }
            if source == .local { try facts.post(sequence) }
            let record = RecordKey(received.path.kind, line.record)
            touched.insert(record)
            self.received.insert(record)
            guard let node else { continue }
            clock.observe(node.time, now: now)
            tally.add(node)
        }
        return count
    }

    /// The state of the store with everything that this transaction has done so far.
    public func reader() throws -> StoreReader {
        try fold()
        return StoreReader(db)
    }

    /// An own line that this database has never written comes from a future that it has lost, or from a copy of it;
    /// only a claim whose push is not settled is known otherwise.
    private func meetOwnLine(_ line: Line) throws {
        let sql = "SELECT 1 FROM attempts WHERE record = ? AND line = ?"
        guard mintReason == nil, try db.integer(sql, line.record.data, Data(line.bytes)) == nil else { return }
        try requireMinting(.databaseBehind)
        mintReason = .databaseBehind
    }

    // MARK: Steps

    /// Signs without storing: the line is this replica's next about the record.
    func sign(
        _ body: FactBody, to record: RecordKey, number: Int64, after heads: [LineHash], isHuman: Bool
    ) throws -> Fact {
        guard let key else { throw StoreError.noKey }
        guard replica == key.replica else { throw StoreError.replicaChanged(found: replica, expected: key.replica) }
        if let mintReason { throw StoreError.mustMint(mintReason) }
        let object = Fact.object(body, time: clock.tick(now: now), after: heads.map(\.name), isHuman: isHuman)
        let line = try key.line(record: record.id, number: number, body: object)
        guard let fact = try? Fact(line, in: record.kind) else {
            preconditionFailure("BUG: a fact that this replica wrote cannot be read")
        }
        if case .invalid(let kind, let field) = fact.body { throw FactError.invalid(kind: kind, field: field) }
        return fact
    }

    /// Folds what was touched, brings the sums and the clock up to date. Also called before the commit.
    func finish() throws {
        try fold()
        guard clock != clockBefore else { return }
        try db.run("UPDATE this SET clock_at = ?, clock_counter = ?", clock.latest.at, clock.latest.counter)
    }

    private func takeDraft(of record: RecordKey) throws -> RecordDraft {
        if received.contains(record) { try fold() }
        // Removed while it is changed, so that its lines are not copied.
        if let draft = drafts.removeValue(forKey: record) { return draft }
        guard let key else { throw StoreError.noKey }
        return RecordDraft(
            lines: try facts.lines(of: record), heads: try ViewTable(db: db).heads(of: record), replica: key.replica)
    }

    private func shard(_ path: ShardPath) throws -> Int64 {
        if let shard = shards[path] { return shard }
        let shard = try facts.makeShard(path)
        shards[path] = shard
        return shard
    }

    private func fold() throws {
        guard !touched.isEmpty else { return }
        for record in received { drafts[record] = nil }
        try tally.flush(to: db)
        let lines = drafts.mapValues(\.lines)
        try ViewTable(db: db).fold(touched, in: SQLiteViews(facts: facts, views: db, known: lines))
        touched = []
        received = []
    }
}
