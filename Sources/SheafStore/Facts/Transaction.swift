import GRDB
import SheafCore

/// One durable change of the store. Valid inside the closure of `Store.write` only.
public final class Transaction {
    let db: Database
    let now: Instant
    let facts: FactTable
    private var authorship: Authorship
    private let clockBefore: HybridClock
    private var drafts: [RecordKey: RecordDraft] = [:]
    /// Of earlier transactions, still true; this one has not written to them yet.
    private var recent: [RecordKey: RecordDraft]
    private var shards: [ShardPath: Int64] = [:]
    private var tally = ReplicaTally()
    /// Records whose views are older than their lines.
    private var touched: Set<RecordKey> = []
    /// Of these the ones with received lines: their heads are known only after a fold.
    private var received: Set<RecordKey> = []
    /// Sequences of own facts that no operation was logged for yet.
    var unlogged: ClosedRange<Int64>?
    /// Sequence of the last fact that it has added; nil for none.
    private(set) var latest: Int64?

    /// - Parameter recent: what the replica that the database is bound to knows about records.
    init(
        _ db: Database, key: ReplicaKey?, now: Instant, recent: (ReplicaID?) -> [RecordKey: RecordDraft]
    ) throws {
        self.db = db
        self.now = now
        facts = FactTable(db: db)
        let this = try db.first("SELECT replica, clock_at, clock_counter, mint_reason FROM this") { row in
            (
                ReplicaID(bytes: try row.bytes(0)), HybridTime(at: row[1], counter: row[2]),
                (row[3] as String?).flatMap(ReplicaIdentity.Reason.init)
            )
        }
        guard let this else { throw RowFailure(detail: "the table `this` is empty") }
        authorship = Authorship(replica: this.0, mintReason: this.2, clock: this.1, key: key)
        clockBefore = authorship.clock
        self.recent = recent(this.0)
    }

    /// The replica that the database is bound to; nil before the first.
    public var replica: ReplicaID? { authorship.replica }

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
        let fact = try sign(body, to: record, after: draft, isHuman: isHuman)
        let shard = try shard(path)
        guard let sequence = try facts.insert(fact.line, shard: shard, at: fact.time.at, isSigned: true, isOwn: true)
        else {
            preconditionFailure("BUG: a new fact has the bytes of a held one")
        }
        try facts.post(sequence)
        latest = sequence
        unlogged = (unlogged?.lowerBound ?? sequence)...sequence
        draft.append(fact)
        tally.add(fact)
        touched.insert(record)
        return fact.line
    }

    /// Takes in lines of other replicas, or own ones that the database lacks. Lines that are held change nothing, and
    /// neither do lines of records that were put into an archive and removed.
    ///
    /// - Returns: how many were new.
    @discardableResult
    public func intake(_ lines: some Sequence<ReceivedLine>, from source: IntakeSource) throws -> Int {
        try intake(lines, from: source, isReturning: false)
    }

    /// - Parameter isReturning: the lines were held here before, so own ones among them tell nothing about this database.
    func intake(_ lines: some Sequence<ReceivedLine>, from source: IntakeSource, isReturning: Bool) throws -> Int {
        let hasArchived = try db.integer("SELECT 1 FROM archived LIMIT 1") != nil
        var count = 0
        for received in lines {
            if hasArchived, try isArchived(RecordKey(received.path.kind, received.line.record)) { continue }
            let line = received.line
            let shard = try shard(received.path)
            let node = received.isSigned ? try? Fact(line, in: received.path.kind) : nil
            let sequence = try facts.insert(
                line, shard: shard, at: node?.time.at, isSigned: received.isSigned, isOwn: false)
            guard let sequence else {
                if source == .remote { try release(line, shard: shard) }
                continue
            }
            count += 1
            latest = sequence
            if source == .local { try facts.post(sequence) }
            let record = RecordKey(received.path.kind, line.record)
            touched.insert(record)
            self.received.insert(record)
            recent[record] = nil
            let isKnown = { [self] in try isReturning || isAttempt(line) }
            if try authorship.observe(received, fact: node, now: now, isAttempt: isKnown) {
                try requireMinting(.databaseBehind)
            }
            if let node { tally.add(node) }
        }
        return count
    }

    /// The state of the store with everything that this transaction has done so far.
    public func reader() throws -> StoreReader {
        try fold()
        return StoreReader(db)
    }

    func isAttempt(_ line: Line) throws -> Bool {
        let sql = "SELECT 1 FROM attempts WHERE record = ? AND line = ?"
        return try db.integer(sql, line.record.bytes, line.bytes) != nil
    }

    // MARK: Steps

    /// Signs without storing: the line is this replica's next about the record.
    func sign(_ body: FactBody, to record: RecordKey, after draft: RecordDraft, isHuman: Bool) throws -> Fact {
        do {
            return try authorship.sign(body, to: record, after: draft, isHuman: isHuman, now: now)
        } catch let refusal as Authorship.Refusal { throw StoreError(refusal) }
    }

    /// Folds what was touched, brings the sums and the clock up to date: the last step before the commit.
    ///
    /// - Returns: what is known about records that were written to, by this transaction first.
    func finish() throws -> [(RecordKey, RecordDraft)] {
        try fold()
        let clock = authorship.clock
        if clock != clockBefore {
            try db.run("UPDATE this SET clock_at = ?, clock_counter = ?", clock.latest.at, clock.latest.counter)
        }
        return drafts.map { ($0, $1) } + recent.map { ($0, $1) }
    }

    /// The record's facts have gone.
    func forget(_ record: RecordKey) {
        drafts[record] = nil
        recent[record] = nil
    }

    private func takeDraft(of record: RecordKey) throws -> RecordDraft {
        if received.contains(record) { try fold() }
        // Removed while it is changed, so that its lines are not copied.
        if let draft = drafts.removeValue(forKey: record) ?? recent.removeValue(forKey: record) { return draft }
        guard let replica else { throw StoreError.noKey }
        guard try !isArchived(record) else { throw StoreError.archived(record.id) }
        let lines = try facts.lines(of: record).map { $0.read(in: record.kind) }
        return RecordDraft(lines: lines, heads: try ViewTable(db: db).heads(of: record), replica: replica)
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

extension StoreError {
    init(_ refusal: Authorship.Refusal) {
        switch refusal {
        case .noKey: self = .noKey
        case .replicaChanged(let found, let expected): self = .replicaChanged(found: found, expected: expected)
        case .mustMint(let reason): self = .mustMint(reason)
        }
    }
}
