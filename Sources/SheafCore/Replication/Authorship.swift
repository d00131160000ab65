/// Who a database writes as and when: its replica, the key at hand and its clock. Every fact is signed here.
///
/// Protocol: 4-clock-and-causality, sections 1 and 4.
package struct Authorship: Sendable {
    /// The replica that the database is bound to.
    package let replica: ReplicaID?
    /// Why a new replica is needed before the next write.
    package private(set) var mintReason: ReplicaIdentity.Reason?
    package private(set) var clock: HybridClock
    private let key: ReplicaKey?

    /// Why nothing may be written as this replica.
    package enum Refusal: Error, Hashable, Sendable {
        case noKey
        /// Another process has minted a replica since the key was found.
        case replicaChanged(found: ReplicaID?, expected: ReplicaID)
        case mustMint(ReplicaIdentity.Reason)
    }

    package init(
        replica: ReplicaID?, mintReason: ReplicaIdentity.Reason?, clock: HybridTime, key: ReplicaKey?
    ) {
        self.replica = replica
        self.mintReason = mintReason
        self.clock = HybridClock(latest: clock)
        self.key = key
    }

    /// The next fact about a record, later than everything that the draft holds.
    ///
    /// - Returns: the fact; the caller appends it to the draft once it is stored.
    /// - Throws: `Refusal`; `FactError` when the body is out of its kind's bounds.
    package mutating func sign(
        _ body: FactBody, to record: RecordKey, after draft: RecordDraft, isHuman: Bool, now: Instant
    ) throws -> Fact {
        let key = try requireKey()
        let object = Fact.object(
            body, time: clock.tick(now: now), after: draft.heads.map(\.name), isHuman: isHuman)
        // Before it is signed: a number beyond 2^53 - 1, such as the fence after the greatest, cannot even be read.
        if case .invalid(let kind, let field) = FactBody(kind: body.fields.kind, of: object, in: record.kind) {
            throw FactError.invalid(kind: kind, field: field)
        }
        let line = try key.line(record: record.id, number: draft.numberNext, body: object)
        guard let fact = try? Fact(line, in: record.kind) else {
            preconditionFailure("BUG: a fact that this replica wrote cannot be read")
        }
        return fact
    }

    /// Takes notice of a received line.
    ///
    /// - Parameters:
    ///   - fact: nil when the line cannot be read.
    ///   - isAttempt: the line is a claim of this replica whose push is not settled.
    /// - Returns: whether minting has become necessary: a signed line of its own that the database has never written
    ///   comes from a future that it has lost, or from a copy of it.
    package mutating func observe(
        _ received: ReceivedLine, fact: Fact?, now: Instant, isAttempt: () throws -> Bool
    ) rethrows -> Bool {
        guard received.isSigned else { return false }
        if let fact { clock.observe(fact.time, now: now) }
        guard received.line.replica == replica, mintReason == nil, try !isAttempt() else { return false }
        mintReason = .databaseBehind
        return true
    }

    private func requireKey() throws(Refusal) -> ReplicaKey {
        guard let key else { throw .noKey }
        guard replica == key.replica else { throw .replicaChanged(found: replica, expected: key.replica) }
        if let mintReason { throw .mustMint(mintReason) }
        return key
    }
}
