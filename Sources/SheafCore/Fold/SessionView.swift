/// What the facts about one session mean. Every number in milliseconds is a unix time. Protocol: 6-fold.
public struct SessionView: Hashable, Sendable {
    public let id: RecordID
    public let author: AuthorSlug
    /// Who opened it; nil when no valid opening is held.
    public let owner: ReplicaID?
    public let periods: SessionPeriods
    /// Latest activity: opening, counted members, keep-open, reopening.
    public let lastActivity: Int64
    /// The explicit end in force.
    public let end: End?
    /// When it ends by itself if nothing more happens.
    public let idleEnd: Int64
    public let derivedTrigger: DerivedTrigger
    /// Distinct members that came in behind an end or an orphan's display.
    public let revision: Int
    /// Counted commits by (time, oid).
    public let commits: [CommitMember]
    /// Counted pull requests by number.
    public let pullRequests: [PullRequestMember]
    /// nil when none was given.
    public let title: String?
    public let note: String?
    public let taking: TakingInForce?
    public let worktrees: [WorktreeToken]
    public let corrections: [Correction]
    public let scores: [ScoreInForce]

    public var openedAt: Int64 { id.time.milliseconds }

    public struct End: Hashable, Sendable {
        public let verdict: FactBody.Verdict
        public let at: Int64
        public let line: LineHash
    }

    public enum DerivedTrigger: String, Hashable, Sendable { case timeout, heuristic, forge }

    /// How well a member came in; a smaller raw value is better.
    public enum Standing: Int, Hashable, Sendable, Comparable {
        case normal, late, hand

        public var name: String {
            switch self {
            case .normal: "normal"
            case .late: "late"
            case .hand: "hand"
            }
        }

        public static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
    }

    public struct CommitMember: Hashable, Sendable {
        public let id: ObjectID
        public let time: Int64
        public let standing: Standing
        public let via: FactBody.Via
        /// The best fact: best standing, then smallest hash.
        public let line: LineHash
        /// Who wrote the best fact.
        public let recordedBy: ReplicaID
        public let touchesTests: Bool
        public let touchesDocs: Bool
    }

    public struct PullRequestMember: Hashable, Sendable {
        public let number: Int64
        public let state: FactBody.PullRequestState
        public let standing: Standing
        public let line: LineHash
    }

    public struct TakingInForce: Hashable, Sendable {
        public let replica: ReplicaID
        public let author: AuthorSlug
        public let line: LineHash
    }

    public struct Correction: Hashable, Sendable {
        public let commit: ObjectID
        public let isAutomatic: Bool
    }

    public struct ScoreInForce: Hashable, Sendable {
        public let score: FactBody.Score
        public let line: LineHash
    }
}

/// The periods of a session in seconds, within the fold's bounds.
public struct SessionPeriods: Hashable, Sendable {
    public let timeoutSeconds: Int64
    public let warningSeconds: Int64
    public let orphanSeconds: Int64
    public let isHeuristic: Bool

    /// What a session without a valid opening has.
    public static let standard = SessionPeriods(
        timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true)

    private init(timeoutSeconds: Int64, warningSeconds: Int64, orphanSeconds: Int64, isHeuristic: Bool) {
        self.timeoutSeconds = timeoutSeconds
        self.warningSeconds = warningSeconds
        self.orphanSeconds = orphanSeconds
        self.isHeuristic = isHeuristic
    }

    /// No orphan period is longer: 7 days.
    public static let orphanSecondsMax: Int64 = 604_800

    /// Bounds what an opening says: 5-120 min, 1-60 min and at most the timeout, 30 min-7 days.
    public init(_ opening: FactBody.Opening) {
        let timeout = min(max(opening.timeoutSeconds, 300), 7200)
        self.init(
            timeoutSeconds: timeout,
            warningSeconds: min(max(opening.warningSeconds, 60), min(3600, timeout)),
            orphanSeconds: min(max(opening.orphanSeconds, 1800), Self.orphanSecondsMax),
            isHeuristic: opening.isHeuristic)
    }
}

extension SessionPeriods {
    /// The periods that a policy writes into an opening.
    public init(_ sessions: Policy.Sessions) {
        self.init(
            timeoutSeconds: Int64(sessions.timeoutMinutes) * 60,
            warningSeconds: Int64(sessions.idleWarningMinutes) * 60,
            orphanSeconds: Int64(sessions.orphanMinutes) * 60, isHeuristic: sessions.isHeuristicCompletionOn)
    }

    /// An opening with these periods.
    public func opening(author: AuthorSlug, worktree: WorktreeToken?) -> FactBody.Opening {
        FactBody.Opening(
            author: author, timeoutSeconds: timeoutSeconds, warningSeconds: warningSeconds,
            orphanSeconds: orphanSeconds, isHeuristic: isHeuristic, worktree: worktree)
    }
}
