/// What was decided on this machine about one replica's key. Never shared, and never an input of the fold.
public struct TrustDecision: Hashable, Sendable {
    /// A span of time, as `allowed_signers` files give one; nil does not bound.
    public struct Validity: Hashable, Sendable {
        /// The first instant that counts.
        public let after: Instant?
        /// The first instant that counts no more.
        public let before: Instant?

        public static let always = Validity()

        public init(after: Instant? = nil, before: Instant? = nil) {
            self.after = after
            self.before = before
        }

        public func contains(_ instant: Instant) -> Bool {
            after.map { $0 <= instant } ?? true && before.map { instant < $0 } ?? true
        }
    }

    public enum Verdict: Hashable, Sendable {
        /// Pinned: this key is whom somebody here takes it for.
        case trusted(Validity)
        /// - reason: as typed; nil without one.
        case revoked(reason: String?)
    }

    public let replica: ReplicaID
    public let verdict: Verdict
    /// What the replica is called here, whatever its card says; nil: as its card says.
    public let name: String?
    /// Who decided: the e-mail of git's configuration; nil when it names none.
    public let decidedBy: String?
    public let decidedAt: Instant

    public init(replica: ReplicaID, verdict: Verdict, name: String?, decidedBy: String?, decidedAt: Instant) {
        self.replica = replica
        self.verdict = verdict
        self.name = name
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
    }

    public var isRevoked: Bool { if case .revoked = verdict { true } else { false } }
}
