import SheafCore

/// What recording did with each commit that it was given.
public struct RecordingReport: Hashable, Sendable {
    /// In order of (committer time, oid), each commit once.
    public internal(set) var commits: [RecordedCommit] = []
    /// Sessions that were opened, ascending.
    public internal(set) var opened: [RecordID] = []
    /// The operation in the log; nil when nothing was written.
    public internal(set) var operation: Int64?
    /// Older commits were not looked at: `sheaf import history` finds them.
    public internal(set) var isBounded = false

    public var recordedCount: Int { commits.count(where: \.isRecorded) }
}

public struct RecordedCommit: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        case recorded(RecordID)
        /// A member of this session before.
        case alreadyMember(RecordID)
        /// A person took it out of this session; it stays out until a person adds it again.
        case removedByHand(RecordID)
        /// Nothing says that it is automatic.
        case ordinary
        /// Automatic, and left out: history begins too close before it, or the session that it opened is over.
        case skipped
    }

    public let commit: ObjectID
    public let outcome: Outcome

    var isRecorded: Bool { if case .recorded = outcome { true } else { false } }
}
