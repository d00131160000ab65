import SheafCore

/// One claim on its way, as `SheafSync.ClaimTry` carries it: `ClaimAttempt` and `ClaimBook` decide, the store keeps the
/// line until it is settled.
struct ClaimRun {
    let subject: String
    let replica: ReplicaID
    private var attempt: ClaimAttempt
    /// Monotonic time of the decision to write the claim: the holder counts its lease from here.
    private var begunAt: UInt64 = 0
    private var lossCount = 0
    private var abandoned: [RecordID] = []
    private(set) var isSettled = false

    static let leaseSeconds: Int64 = 600

    init(subject: String, by replica: ReplicaID) {
        self.subject = subject
        self.replica = replica
        attempt = ClaimAttempt(subject: subject, by: replica)
    }

    var isBuilt: Bool { attempt.built != nil }

    /// - Returns: the line that the next commit carries; nil when the claim is settled.
    mutating func step(tip: ObjectID?, unread: ShardPath?, _ desk: Desk, _ world: World) throws -> ArrivedLine? {
        let database = desk.store.current
        let claims = database.views.claims(on: subject)
        desk.book.hold(claims, monotonic: world.monotonic)
        switch attempt.step(tip: tip, claims: claims, unread: unread, book: desk.book, monotonic: world.monotonic) {
        case .pushAgain(let line): return line
        case .finish(let outcome):
            try desk.store.write(now: world.wall(of: desk)) { settle(outcome, $0) }
            try tell(outcome, desk, world)
            return nil
        case .write(let fence):
            abandoned = database.attempts.keys.sorted()
            let claim = FactBody.Claim(subject: subject, fence: fence, leaseSeconds: Self.leaseSeconds)
            let now = world.wall(of: desk)
            let record = world.newRecord(at: now)
            let line: ArrivedLine
            do { line = try desk.store.write(now: now) { try $0.attempt(claim, record: record) } } catch FactError.invalid {
                // Somebody has spent all fences of this subject: nobody can claim it any more.
                isSettled = true
                return nil
            }
            world.verdicts.note(line.line)
            try world.ledger.number(line.line, .claim)
            begunAt = world.monotonic
            lossCount = world.remote.lossCount
            attempt.build(line, fence: fence, on: tip)
            return line
        }
    }

    /// The push that carried the line was accepted.
    mutating func accept(_ transaction: VirtualTransaction) -> ClaimAttempt.Outcome {
        let outcome = attempt.accepted()
        settle(outcome, transaction)
        return outcome
    }

    private mutating func settle(_ outcome: ClaimAttempt.Outcome, _ transaction: VirtualTransaction) {
        isSettled = true
        guard let record = attempt.built?.line.line.record else { return }
        let isInForce = if case .inForce = outcome { true } else { false }
        transaction.settleAttempt(record, isInForce: isInForce)
        if isInForce { for old in abandoned { transaction.settleAttempt(old, isInForce: false) } }
    }

    /// The claimant learns that it holds the subject, if anything is left of its lease.
    func tell(_ outcome: ClaimAttempt.Outcome, _ desk: Desk, _ world: World) throws {
        guard case .inForce(let fence) = outcome else { return }
        let until = Int64(begunAt) + Self.leaseSeconds * 1000
        guard world.time < until else { return }
        world.tell("desk \(desk.index) holds \(subject) with fence \(fence)")
        world.grantCount += 1
        try world.ledger.grant(
            Ledger.Grant(
                // Who wrote the line: the desk may have become a new replica since it wanted the subject.
                subject: subject, fence: fence, desk: desk.index, replica: attempt.built?.line.line.replica ?? replica,
                from: Int64(begunAt), until: until,
                lossCounts: (lossCount, world.remote.lossCount)))
    }
}

extension Desk {
    /// What `SheafSync.RemoteWatch` and `ClaimLedger` do after each join.
    ///
    /// - Parameter joined: the tree that is held now.
    func watch(
        _ state: ReferenceState, joined: ObjectID?, newClaims: [LineHash], _ retention: Retention, _ world: World
    ) throws {
        let known = store.current.knownTip
        if joined != state.tree, state.tip != known || state.tip == nil {
            var expected = RetainedTree(sidecar.batch(), retention)
            let kept = try known.flatMap { sidecar.tree(of: $0) }.flatMap { try expected.keep($0) }
            var loss = TreeLoss(expected.objects, floor: retention.floor)
            try loss.compare(kept, state.tree)
            let lease = isSetback(state, from: known, loss, world.pool) ? loss.claimLeaseSecondsMax : 0
            if lease > 0 { try store.write(now: world.wall(of: self)) { $0.keepSilence(seconds: lease) } }
        }
        book.hold(lines: newClaims, monotonic: world.monotonic)
        for silence in store.current.silences where silences.insert(silence.key).inserted {
            book.noticeVanished(leaseSeconds: silence.value, monotonic: world.monotonic)
        }
        guard !silences.isEmpty, !book.isSilent(monotonic: world.monotonic) else { return }
        let ended = silences
        silences = []
        try store.write(now: world.wall(of: self)) { $0.endSilences(ended) }
    }

    /// False when a stricter policy of somebody else's explains what is missing.
    private func isSetback(
        _ state: ReferenceState, from known: ObjectID?, _ loss: TreeLoss<VirtualBatch>, _ pool: ObjectPool
    ) -> Bool {
        guard case .commit(let tip, _) = state, let known else { return true }
        if pool.isDescendant(known, of: tip) { return true }
        if pool.isDescendant(tip, of: known) { return loss.isBeyondRetention }
        return pool.root(of: tip) == pool.root(of: known) || loss.isBeyondRetention || loss.hasPartOfARecord
    }
}
