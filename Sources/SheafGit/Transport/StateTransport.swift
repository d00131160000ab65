import SheafCore

/// Moves the state ref between the sidecar and a remote.
///
/// A transport must be a compare-and-swap: a push succeeds only if the remote ref still is what this side last saw.
/// Each call ends within its deadline, and with the task that made it.
public protocol StateTransport: Sendable {
    /// What the remote's state ref names, without fetching it.
    ///
    /// - Throws: `TransportError`, `GitError.unknownRemote`, `GitError.refusedName`.
    func probe(_ remote: RemoteName) async throws -> RemoteState

    /// Makes the sidecar's tracking ref what the remote's state ref is: the same object, which may be no commit, or
    /// absent. Never FETCH_HEAD, never tags, always whole.
    ///
    /// - Throws: as `probe`.
    func fetch(_ remote: RemoteName, progress: @escaping @Sendable (TransferProgress) -> Void) async throws

    /// Sets the remote's state ref to a commit.
    ///
    /// - Parameters:
    ///   - replacing: nil for a fast-forward push. Otherwise the object that the ref must name now, whatever it is: only
    ///     for a ref that names no commit, and for truncation.
    /// - Returns: `.rejected` for whatever the remote, or the comparison before it, did not allow now: fetch and try again;
    ///   `.declined` for what a rule of the remote's forbids.
    /// - Throws: as `probe`, when there was no answer. The ref may have moved; pushing the same commit again is harmless.
    func push(
        _ commit: ObjectID, to remote: RemoteName, replacing: ObjectID?,
        progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> PushOutcome
}

extension StateTransport {
    public func fetch(_ remote: RemoteName) async throws {
        try await fetch(remote) { _ in }
    }

    public func push(
        _ commit: ObjectID, to remote: RemoteName, replacing: ObjectID? = nil
    ) async throws -> PushOutcome {
        try await push(commit, to: remote, replacing: replacing) { _ in }
    }
}

/// What a remote's state ref names.
public enum RemoteState: Hashable, Sendable {
    case absent
    /// An object of any type.
    case present(ObjectID)
}

/// What became of a push.
public enum PushOutcome: Hashable, Sendable {
    /// The remote's state ref is the commit, by this push or already before it.
    case accepted
    /// The ref is as it was, because it has moved or something stood in the way. The reason is the remote's or git's, for people.
    case rejected(reason: String)
    /// The ref is as it was, and stays so until somebody changes the remote's rules or this user's rights.
    case declined(reason: String)

    /// What git prints after `!` of a hook or setting that forbids a push, and what hosts say in its place.
    ///
    /// - Source: git `builtin/receive-pack.c` ("hook declined", "pre-receive hook declined", "deny updating a hidden ref",
    ///   "deletion prohibited"); GitHub ("push declined due to repository rule violations", "protected branch hook declined").
    private static let declineMarks = ["declined", "deny ", "denied", "prohibited", "not allowed", "read-only"]

    /// - Parameter refusal: the words for a ref that was not moved. Only what is known to be a rule counts as one.
    init(refusal: String) {
        let words = refusal.lowercased()
        self = Self.declineMarks.contains { words.contains($0) } ? .declined(reason: refusal) : .rejected(reason: refusal)
    }
}

/// How far a transfer is, for display. Steps may be missing.
public struct TransferProgress: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case counting, compressing, sending, receiving, resolving
    }

    public let step: Step
    public let objects: Int
    /// 0 while unknown.
    public let objectsTotal: Int
    /// 0 when not told.
    public let bytes: Int
}
