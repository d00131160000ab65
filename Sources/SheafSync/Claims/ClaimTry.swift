import SheafCore
import SheafStore

/// One claim on its way, through as many exchanges as it takes to get an answer.
struct ClaimTry: Sendable {
    let subject: String
    let leaseSeconds: Int64
    private let replica: ReplicaID
    private(set) var attempt: ClaimAttempt
    /// From which the lease counts; monotonic ms before the claim was written.
    private var begunAt: UInt64 = 0
    private(set) var outcome: ClaimOutcome?
    /// Own claims without an answer from before, by other tries: dead once this one is in force.
    private var abandoned: [RecordID] = []

    init(subject: String, leaseSeconds: Int64, by replica: ReplicaID) {
        self.subject = subject
        self.leaseSeconds = leaseSeconds
        self.replica = replica
        attempt = ClaimAttempt(subject: subject, by: replica)
    }

    func isSame(as other: ClaimTry) -> Bool { replica == other.replica && leaseSeconds == other.leaseSeconds }

    var isSettled: Bool { outcome != nil }

    /// Decides what to do now that the tip has been joined.
    ///
    /// - Parameters:
    ///   - unread: a shard of claims of that tip that nobody could read.
    ///   - entropy: 10 random bytes for the record's id.
    /// - Returns: the line that the next commit carries; nil when the claim is settled.
    mutating func step(
        tip: ObjectID?, unread: ShardPath?, in store: Store, _ ledger: ClaimLedger, now: Instant, entropy: [UInt8]
    ) async throws -> ArrivedLine? {
        let (claims, attempts) = try store.read { (try $0.claims(on: subject), try $0.attempts()) }
        let decided = await ledger.step(attempt, tip: tip, claims: claims, unread: unread)
        switch decided.step {
        case .write(let fence):
            abandoned = attempts.map(\.line.record)
            let claim = FactBody.Claim(subject: subject, fence: fence, leaseSeconds: leaseSeconds)
            let line = try store.write(now: now) {
                try $0.attempt(claim, record: RecordID(time: now, entropy: entropy))
            }
            begunAt = decided.monotonic
            attempt.build(line, fence: fence, on: tip)
            return line
        case .pushAgain(let line): return line
        case .finish(let outcome):
            try store.write(now: now) { try settle(outcome, $0) }
            return nil
        }
    }

    /// The push that carried the line was accepted: the line becomes a fact.
    mutating func accept(_ transaction: Transaction) throws {
        try settle(attempt.accepted(), transaction)
    }

    private mutating func settle(_ outcome: ClaimAttempt.Outcome, _ transaction: Transaction) throws {
        let record = attempt.built?.line.line.record
        switch outcome {
        case .inForce(let fence):
            guard let record else { preconditionFailure("BUG: a claim is in force that was never built") }
            try transaction.settleAttempt(record, isInForce: true)
            // The tip has moved past whatever they were built on: they cannot arrive any more.
            for old in abandoned { try transaction.settleAttempt(old, isInForce: false) }
            self.outcome = .held(
                HeldClaim(record: record, subject: subject, fence: fence, leaseSeconds: leaseSeconds, begunAt: begunAt))
        case .refused(.rival(let rival, let milliseconds)): self.outcome = .rival(rival, milliseconds: milliseconds)
        case .refused(.silent(let milliseconds)): self.outcome = .silent(milliseconds: milliseconds)
        case .refused(.unread(let path)):
            if let record { try transaction.settleAttempt(record, isInForce: false) }
            self.outcome = .unread(path)
        case .refused(.free): preconditionFailure("BUG: a free subject was refused")
        case .lost:
            if let record { try transaction.settleAttempt(record, isInForce: false) }
            self.outcome = .lost
        }
    }
}
