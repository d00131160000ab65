/// A session as batching sees it: a candidate for the next commit of its stream. Times are unix ms.
public struct StreamSession: Hashable, Sendable {
    public let id: RecordID
    public let periods: SessionPeriods
    public private(set) var lastActivity: Int64
    public private(set) var hasTests: Bool
    public private(set) var hasDocs: Bool
    /// At least one pull request counts and none of them is open.
    public let hasOnlyEndedPullRequests: Bool
    /// An explicit end is in force.
    public private(set) var isEnded: Bool
    /// Another replica took it over: its owner goes on in a new session.
    public let isTakenByOther: Bool

    public init(
        id: RecordID, periods: SessionPeriods, lastActivity: Int64, hasTests: Bool = false, hasDocs: Bool = false,
        hasOnlyEndedPullRequests: Bool = false, isEnded: Bool = false, isTakenByOther: Bool = false
    ) {
        self.id = id
        self.periods = periods
        self.lastActivity = lastActivity
        self.hasTests = hasTests
        self.hasDocs = hasDocs
        self.hasOnlyEndedPullRequests = hasOnlyEndedPullRequests
        self.isEnded = isEnded
        self.isTakenByOther = isTakenByOther
    }

    /// - Parameter replica: the one that would add the next member.
    public init(_ view: SessionView, for replica: ReplicaID) {
        self.init(
            id: view.id, periods: view.periods, lastActivity: view.lastActivity,
            hasTests: view.commits.contains(where: \.touchesTests), hasDocs: view.commits.contains(where: \.touchesDocs),
            hasOnlyEndedPullRequests: !view.pullRequests.isEmpty
                && !view.pullRequests.contains { $0.state == .open },
            isEnded: view.end != nil, isTakenByOther: view.taking.map { $0.replica != replica } ?? false)
    }

    public var openedAt: Int64 { id.time.milliseconds }

    /// Whether an automatic member may come in at all.
    var isJoinable: Bool { !isEnded && !isTakenByOther }

    /// The shortest limit that applies: fold rule 5.
    private var limitMilliseconds: Int64 {
        let isShort = hasOnlyEndedPullRequests || periods.isHeuristic && hasTests && hasDocs
        return (isShort ? min(periods.warningSeconds, periods.timeoutSeconds) : periods.timeoutSeconds) * 1000
    }

    /// Whether a member at `time` comes in by the window.
    func admits(_ time: Int64) -> Bool { isJoinable && time - lastActivity < limitMilliseconds }

    mutating func add(_ commit: AutomaticCommit) {
        lastActivity = max(lastActivity, min(commit.time, lastActivity + periods.timeoutSeconds * 1000))
        hasTests = hasTests || commit.touchesTests
        hasDocs = hasDocs || commit.touchesDocs
        isEnded = isEnded || commit.completes
    }
}

/// A commit that was found to be automatic and is to be placed.
public struct AutomaticCommit: Hashable, Sendable {
    public let id: ObjectID
    /// Unix seconds, any.
    public let committedAt: Int64
    public let touchesTests: Bool
    public let touchesDocs: Bool
    /// Carries an anchored completion mark.
    public let completes: Bool
    /// The session that a mark names, if one is known by that name.
    public let namedSession: RecordID?

    public init(
        id: ObjectID, committedAt: Int64, touchesTests: Bool = false, touchesDocs: Bool = false,
        completes: Bool = false, namedSession: RecordID? = nil
    ) {
        self.id = id
        self.committedAt = committedAt
        self.touchesTests = touchesTests
        self.touchesDocs = touchesDocs
        self.completes = completes
        self.namedSession = namedSession
    }

    /// Unix ms as a member fact carries it: 0...2^53 - 1.
    public var time: Int64 { min(max(Instant(seconds: committedAt).milliseconds, 0), JSONValue.integerMax) }

    /// Unix ms by which it is placed: clamped as the id of the session that it may open, so that a clock that stands at
    /// 1970 opens one session and not one a commit.
    var placedAt: Int64 { Instant(seconds: committedAt).clampedToPathRange.milliseconds }

    /// What its member fact says.
    public func membership(via: FactBody.Via, worktree: WorktreeToken?) -> FactBody.Membership {
        FactBody.Membership(
            key: .commit(id), time: time, touchesTests: touchesTests, touchesDocs: touchesDocs, isMarked: completes,
            via: via, worktree: worktree)
    }

    /// The order in which a stream is batched: (committer time, oid).
    public static func precedes(_ left: AutomaticCommit, _ right: AutomaticCommit) -> Bool {
        (left.committedAt, left.id) < (right.committedAt, right.id)
    }
}
