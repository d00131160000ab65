import SheafCore

/// One change of a database, as `SheafStore.Transaction` makes it: what is decided in it is SheafCore's.
final class VirtualTransaction: FactWriting {
    private(set) var database: Database
    /// Lines written here, in order.
    private(set) var written: [Line] = []
    private let now: Instant
    private var authorship: Authorship
    private var drafts: [RecordKey: RecordDraft] = [:]
    private var unfolded: [(RecordKind, HeldLine)] = []

    init(_ database: Database, key: ReplicaKey?, now: Instant) {
        self.database = database
        self.now = now
        authorship = Authorship(
            replica: database.replica, mintReason: database.mintReason, clock: database.clock, key: key)
    }

    var replica: ReplicaID? { authorship.replica }

    func append(_ body: FactBody, to record: RecordKey, isHuman: Bool) throws {
        guard let path = ShardPath(kind: record.kind, record: record.id) else {
            preconditionFailure("BUG: facts of kind \(record.kind) are never written by this version")
        }
        var draft = drafts[record] ?? makeDraft(of: record)
        let fact = try authorship.sign(body, to: record, after: draft, isHuman: isHuman, now: now)
        guard let sequence = database.insert(fact.line, at: path, isSigned: true, isOwn: true) else {
            preconditionFailure("BUG: a new fact has the bytes of a held one")
        }
        database.outbox.insert(sequence)
        draft.append(fact)
        drafts[record] = draft
        unfolded.append((record.kind, HeldLine(fact)))
        written.append(fact.line)
    }

    /// A line that this version would never write.
    func append(foretold line: Line, at path: ShardPath) {
        guard let sequence = database.insert(line, at: path, isSigned: true, isOwn: true) else { return }
        database.outbox.insert(sequence)
        drafts[RecordKey(path.kind, line.record)] = nil
        unfolded.append((path.kind, HeldLine(line, isSigned: true)))
    }

    /// Signs a claim and keeps it outside the joined set.
    func attempt(_ claim: FactBody.Claim, record: RecordID) throws -> ArrivedLine {
        guard let path = ShardPath(kind: .claim, record: record) else {
            preconditionFailure("BUG: the id of a claim has a time outside 2000-2099")
        }
        let key = RecordKey(.claim, record)
        let fact = try authorship.sign(.claim(claim), to: key, after: RecordDraft(), isHuman: false, now: now)
        let line = ArrivedLine(path: path, line: fact.line)
        database.attempts[record] = line
        return line
    }

    func settleAttempt(_ record: RecordID, isInForce: Bool) {
        if isInForce, let attempt = database.attempts[record] {
            intake([ReceivedLine(attempt, isSigned: true)], from: .remote)
        }
        database.attempts[record] = nil
    }

    @discardableResult
    func intake(_ lines: some Sequence<ReceivedLine>, from source: IntakeSource) -> Int {
        var count = 0
        for received in lines {
            let line = received.line
            guard
                let sequence = database.insert(line, at: received.path, isSigned: received.isSigned, isOwn: false)
            else { continue }
            count += 1
            if source == .local { database.outbox.insert(sequence) }
            drafts[RecordKey(received.path.kind, line.record)] = nil
            let fact = received.isSigned ? try? Fact(line, in: received.path.kind) : nil
            unfolded.append((received.path.kind, fact.map(HeldLine.init) ?? HeldLine(line, isSigned: received.isSigned)))
            let mustMint = authorship.observe(received, fact: fact, now: now) {
                database.attempts[line.record]?.line == line
            }
            if mustMint { requireMinting(.databaseBehind) }
        }
        return count
    }

    func holds(_ line: Line, at path: ShardPath) -> Bool {
        database.places[Database.Place(path: path, hash: line.hash)] != nil || database.attempts[line.record]?.line == line
    }

    func lastSequence() -> Int64 { Int64(database.facts.count) }

    func quarantine(_ rejected: [Rejected], from source: String) {
        for item in rejected { database.quarantine[item.failure, default: 0] += 1 }
    }

    func noteProjection(tip: ObjectID?, upTo sequence: Int64) { database.projection = (tip, sequence) }

    func noteExchange(tip: ObjectID?) { database.knownTip = tip }

    func keepSilence(seconds: Int64) {
        database.silenceCount += 1
        database.silences[database.silenceCount] = seconds
    }

    func endSilences(_ ended: Set<Int>) { for silence in ended { database.silences[silence] = nil } }

    func clearOutbox(upTo sequence: Int64, leavingOut retention: Retention) {
        let facts = database.facts
        // Also what a policy leaves out that is newer than this exchange: its tree may have been written under that one.
        let policies = [retention, database.retention]
        database.outbox = database.outbox.filter { number in
            let fact = facts[Int(number) - 1]
            return number > sequence || policies.contains { $0.leavesOut(fact.path, fact.line.record) }
        }
    }

    func retention() -> Retention { database.retention }

    /// A policy has changed: what it lets in again is pending, and to be projected.
    func change(to retention: Retention) {
        let former = database.retention
        database.retention = retention
        let admitted = database.facts.filter {
            former.concerns($0.path, $0.line.record) && !retention.concerns($0.path, $0.line.record)
        }.map(\.sequence)
        database.outbox.formUnion(admitted)
        if !retention.leavesOutAll(of: former) { database.projection = (nil, 0) }
    }

    func requireMinting(_ reason: ReplicaIdentity.Reason) { database.mintReason = database.mintReason ?? reason }

    func bind(to replica: ReplicaID) {
        database.replica = replica
        database.mintReason = nil
    }

    /// The views with everything that this transaction has done so far.
    func views() -> MemoryViews {
        fold()
        return database.views
    }

    func finish() {
        fold()
        database.clock = authorship.clock.latest
    }

    private func makeDraft(of record: RecordKey) -> RecordDraft {
        fold()
        guard let replica else { return RecordDraft() }
        return RecordDraft(
            lines: database.views.lines(of: record), heads: database.views.folds[record]?.heads ?? [], replica: replica)
    }

    private func fold() {
        guard !unfolded.isEmpty else { return }
        database.views.insert(unfolded)
        unfolded = []
    }
}
