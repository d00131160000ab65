/// One exchange with a remote, without I/O: events in, effects out. Protocol: 5-sync, section 3.
///
/// ```
/// start -> fetch -> join -> [weigh the claim] -> in sync: finish
///            ^                             \-> commit -> push -> accepted: finish
///            |                                             \-> rejected, or no reply
///            \----------------- wait (full jitter) <----------/
/// ```
/// A push whose reply was lost is no special case: the next fetch shows whether it arrived.
public struct Exchange: Sendable {
    /// What the remote's ref is.
    public typealias RemoteState = ReferenceState

    public enum Event: Hashable, Sendable {
        case start
        case fetched(RemoteState)
        /// The join, and everything it brought in, is durable.
        ///
        /// - tree: what this replica holds now; nil when it holds nothing.
        case joined(tree: ObjectID?)
        /// Answers `weighClaim`.
        ///
        /// - tree: the joined tree with the claim's line, to be pushed; nil when the claim is settled either way.
        case claimWeighed(tree: ObjectID?)
        /// A commit of the tree on the fetched tip exists.
        case committed(ObjectID)
        case accepted
        /// Refused by the remote for a reason that passes, or no reply came.
        ///
        /// - random: any 64 bits, for the wait.
        case notAccepted(reason: String, random: UInt64)
        case waited
        /// The remote cannot be reached or does not take the push, so that trying again would change nothing, or a step
        /// failed on this side.
        case failed(reason: String)
    }

    public enum Effect: Hashable, Sendable {
        case fetch
        /// Join the remote's tree, nil for none, and store what is new in one transaction.
        case join(remoteTree: ObjectID?)
        /// Step the pending claim (`ClaimAttempt`) against the tip that was joined.
        case weighClaim(tip: ObjectID?)
        /// Commit the tree on the parent.
        ///
        /// - isShown: point the local ref at it, so that a push by hand sends it; never for a tree with a pending claim.
        case commit(tree: ObjectID, parent: ObjectID?, isShown: Bool)
        /// The joined tree is the remote's: point the local ref at the remote's tip. The exchange has ended in sync.
        case adopt(commit: ObjectID)
        /// - replacing: only for garbage: the object that the remote's ref must still name.
        case push(commit: ObjectID, replacing: ObjectID?)
        case wait(milliseconds: UInt64)
        case finish(Outcome)
    }

    public enum Outcome: Hashable, Sendable {
        /// The remote's tree is this replica's tree: a proof, not a count.
        case inSync(pushed: Bool)
        /// The attempts are used up; everything is kept and the next exchange goes on.
        case contended(reason: String)
        case failed(reason: String)
    }

    /// The bounds of one exchange.
    public struct Patience: Hashable, Sendable {
        public let attemptCountMax: Int
        /// The wait before attempt n is drawn from 0 ..< base * 2^n.
        public let baseMilliseconds: UInt64
        public let waitMillisecondsMax: UInt64

        public init(attemptCountMax: Int = 12, baseMilliseconds: UInt64 = 250, waitMillisecondsMax: UInt64 = 30_000) {
            self.attemptCountMax = attemptCountMax
            self.baseMilliseconds = baseMilliseconds
            self.waitMillisecondsMax = waitMillisecondsMax
        }
    }

    private enum State: Hashable, Sendable {
        case idle
        case fetching
        case joining(RemoteState)
        case weighing(RemoteState, joined: ObjectID?)
        case committing(RemoteState)
        case pushing
        case waiting
        case finished
    }

    private let patience: Patience
    private var hasClaim: Bool
    private var state = State.idle
    /// Pushes that were not accepted.
    public private(set) var failedPushCount = 0

    /// - Parameter hasClaim: a claim is to be made; it is stepped after each join until it is settled.
    public init(patience: Patience = Patience(), hasClaim: Bool = false) {
        self.patience = patience
        self.hasClaim = hasClaim
    }

    /// - Precondition: the event answers the effect that was returned last.
    public mutating func handle(_ event: Event) -> Effect {
        switch (state, event) {
        case (.idle, .start), (.waiting, .waited):
            return go(to: .fetching, .fetch)
        case (.fetching, .fetched(let remote)):
            return go(to: .joining(remote), .join(remoteTree: remote.tree))
        case (.joining(let remote), .joined(let tree)):
            guard hasClaim else { return afterJoin(remote, tree) }
            return go(to: .weighing(remote, joined: tree), .weighClaim(tip: remote.tip))
        case (.weighing(let remote, let joined), .claimWeighed(let tree)):
            hasClaim = tree != nil
            guard let tree else { return afterJoin(remote, joined) }
            return go(to: .committing(remote), .commit(tree: tree, parent: remote.tip, isShown: false))
        case (.committing(let remote), .committed(let commit)):
            return go(to: .pushing, .push(commit: commit, replacing: remote.garbage))
        case (.pushing, .accepted):
            return finish(.inSync(pushed: true))
        case (.pushing, .notAccepted(let reason, let random)):
            return retry(reason, random)
        case (_, .failed(let reason)) where state != .finished:
            return finish(.failed(reason: reason))
        default:
            preconditionFailure("BUG: the exchange got \(event) in \(state)")
        }
    }

    private mutating func afterJoin(_ remote: RemoteState, _ tree: ObjectID?) -> Effect {
        if case .commit(let tip, let remoteTree) = remote, remoteTree == tree {
            state = .finished
            return .adopt(commit: tip)
        }
        guard let tree else { return finish(.inSync(pushed: false)) }
        return go(to: .committing(remote), .commit(tree: tree, parent: remote.tip, isShown: true))
    }

    private mutating func retry(_ reason: String, _ random: UInt64) -> Effect {
        failedPushCount += 1
        guard failedPushCount < patience.attemptCountMax else { return finish(.contended(reason: reason)) }
        let doubled = patience.baseMilliseconds << UInt64(min(failedPushCount, 32))
        let span = max(1, min(doubled, patience.waitMillisecondsMax))
        return go(to: .waiting, .wait(milliseconds: random % span))
    }

    private mutating func go(to next: State, _ effect: Effect) -> Effect {
        state = next
        return effect
    }

    private mutating func finish(_ outcome: Outcome) -> Effect {
        go(to: .finished, .finish(outcome))
    }
}
