/// One try to claim a subject, decided after each join of the remote's tip. Protocol: 5-sync, section 4.
///
/// The claim's line stays outside the joined set until the push that carries it has been accepted.
public struct ClaimAttempt: Hashable, Sendable {
    public let subject: String
    private let replica: ReplicaID
    /// What was built and on which tip; nil before.
    public private(set) var built: Built?

    public struct Built: Hashable, Sendable {
        public let line: ArrivedLine
        public let fence: Int64
        /// nil when the remote had no ref.
        public let parent: ObjectID?
    }

    public enum Step: Hashable, Sendable {
        /// Write the claim with this fence, then call `build`.
        case write(fence: Int64)
        /// The push did not arrive and nothing has moved: push the same line on the same tip again.
        case pushAgain(ArrivedLine)
        case finish(Outcome)
    }

    public enum Outcome: Hashable, Sendable {
        case inForce(fence: Int64)
        case refused(ClaimBook.Verdict)
        /// Somebody else moved the tip first, or has claimed since. A new attempt is a new record with a new fence.
        case lost
    }

    /// - Parameter replica: who claims.
    public init(subject: String, by replica: ReplicaID) {
        self.subject = subject
        self.replica = replica
    }

    /// What to do now that the remote's tip has been joined.
    ///
    /// - Parameters:
    ///   - tip: the commit that was fetched; nil when the remote has no ref.
    ///   - claims: the subject's claims that are held, those of that tip among them.
    ///   - unread: a shard of claims of that tip that was not read; nil when all were.
    public func step(
        tip: ObjectID?, claims: some Collection<ClaimView>, unread: ShardPath?, book: ClaimBook, monotonic: UInt64
    ) -> Step {
        guard let built else {
            switch book.weigh(claims, unread: unread, by: replica, monotonic: monotonic) {
            case .free(let fence): return .write(fence: fence)
            case let verdict: return .finish(.refused(verdict))
            }
        }
        let line = built.line.line.hash
        if claims.contains(where: { $0.line == line }) {
            // A greater fence may stand where nobody can read it.
            if let unread { return .finish(.refused(.unread(unread))) }
            // Of equal fences, which only a rewound ref can bring about, one counts: rule 11 says which.
            return .finish(RivalClaims.inForce(claims)?.line == line ? .inForce(fence: built.fence) : .lost)
        }
        return tip == built.parent ? .pushAgain(built.line) : .finish(.lost)
    }

    public mutating func build(_ line: ArrivedLine, fence: Int64, on parent: ObjectID?) {
        built = Built(line: line, fence: fence, parent: parent)
    }

    /// The push that carried the line was accepted.
    public func accepted() -> Outcome {
        guard let built else { preconditionFailure("BUG: a claim was accepted before it was built") }
        return .inForce(fence: built.fence)
    }
}
