/// Whom this machine trusts: pinned and revoked keys. DESIGN section 6: it filters what is shown and what authorises
/// effects *after* the fold, so replicas that trust differently still fold the same facts to the same views.
public struct Trust: Hashable, Sendable {
    public enum Standing: String, Hashable, Sendable, CaseIterable {
        /// Seen, and nothing decided about it. Its facts are shown; they authorise nothing.
        case known
        case trusted
        case revoked
    }

    /// Whether a fact may bring something about outside of the state: a payment, a command, a merge.
    public enum Authorisation: Hashable, Sendable {
        case granted
        case refused(Refusal)
    }

    /// In the order in which they are looked for.
    public enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// The line's signature is not that of the replica that it names.
        case unsigned
        /// The fact is about another record than the effect: a line copied elsewhere.
        case anotherRecord = "another-record"
        /// The fact names another repository than this one: a line of another team's state.
        case anotherRepository = "another-repository"
        case revoked
        case notTrusted = "not-trusted"
        /// The key is trusted, but not at the fact's time or not any more.
        case expired
    }

    /// What a fact is to authorise.
    public struct Demand: Hashable, Sendable {
        /// The record that the effect is about; a line is signed for one record of one kind.
        public let record: RecordKey
        /// The policy file's `repository` id, 32 hex digits; nil: the effect does not depend on it.
        public let repository: String?
        /// The reader's clock. A fact's own time can be backdated by whoever holds the key, so both have to be valid.
        public let now: Instant

        public init(record: RecordKey, repository: String?, now: Instant) {
            self.record = record
            self.repository = repository
            self.now = now
        }
    }

    private let own: Set<ReplicaID>
    private let decisions: [ReplicaID: TrustDecision]

    /// - Parameters:
    ///   - own: replicas whose private key is this machine's: trusted unless revoked.
    ///   - decisions: at most one for each replica; of several the latest counts.
    public init(own: Set<ReplicaID> = [], decisions: some Sequence<TrustDecision> = []) {
        self.own = own
        self.decisions = Dictionary(decisions.map { ($0.replica, $0) }) { $0.decidedAt < $1.decidedAt ? $1 : $0 }
    }

    public func decision(about replica: ReplicaID) -> TrustDecision? { decisions[replica] }

    public func standing(of replica: ReplicaID) -> Standing {
        switch decisions[replica]?.verdict {
        case .revoked: .revoked
        case .trusted: .trusted
        case nil: own.contains(replica) ? .trusted : .known
        }
    }

    public func isRevoked(_ replica: ReplicaID) -> Bool { decisions[replica]?.isRevoked ?? false }

    /// Ascending.
    public var revoked: [ReplicaID] { decisions.values.filter(\.isRevoked).map(\.replica).sorted() }

    /// Ascending; own replicas are not among them unless somebody pinned them.
    public var trusted: [ReplicaID] { decisions.values.filter { !$0.isRevoked }.map(\.replica).sorted() }

    /// Whether a fact authorises an effect.
    ///
    /// - Parameters:
    ///   - fact: about a record of the kind `kind`.
    ///   - isSigned: the stored verdict on its signature.
    ///   - repository: the id that the fact itself names; nil when its kind names none.
    public func authorises(
        _ fact: Fact, of kind: RecordKind, isSigned: Bool, naming repository: String?, _ demand: Demand
    ) -> Authorisation {
        guard isSigned else { return .refused(.unsigned) }
        guard RecordKey(kind, fact.line.record) == demand.record else { return .refused(.anotherRecord) }
        guard demand.repository == nil || repository == demand.repository else { return .refused(.anotherRepository) }
        return authorises(fact.line.replica, at: Instant(milliseconds: fact.time.at), now: demand.now)
    }

    private func authorises(_ writer: ReplicaID, at time: Instant, now: Instant) -> Authorisation {
        switch decisions[writer]?.verdict {
        case .revoked: .refused(.revoked)
        case .trusted(let validity):
            validity.contains(time) && validity.contains(now) ? .granted : .refused(.expired)
        case nil: own.contains(writer) ? .granted : .refused(.notTrusted)
        }
    }
}
