/// Places the automatic commits of one stream into sessions. Protocol: 6-fold, section 8.
///
/// One commit at a time or a whole history give the same plan, as long as commits come in the order of
/// `AutomaticCommit.precedes`. Commits that are members already, or that a person removed, are not given to it.
public struct SessionPlanner: Sendable {
    public enum Placement: Hashable, Sendable {
        case join(RecordID, via: FactBody.Via)
        /// A new session with this id, the commit its first member.
        case open(RecordID)
        /// Nothing is written: history was cut before this commit and no gap has followed yet, so that its session may
        /// have begun earlier; or the session that it opened once is over.
        case skip
    }

    public let author: AuthorSlug
    /// For sessions that are opened.
    public let periods: SessionPeriods
    /// Ascending by id, which is by opening.
    private var sessions: [StreamSession]
    private var named: [RecordID: StreamSession]
    private var taken: [RecordID: StreamSession]
    /// Until when something may have happened that is not known here; unix ms. nil when all is known.
    public private(set) var unknownUntil: Int64?

    /// - Parameters:
    ///   - sessions: those of the stream, any order.
    ///   - named: further sessions that marks name; they are joined by mark only.
    ///   - taken: sessions of other streams that this stream's author took over here.
    ///   - cut: where history begins for this import, nil when all of it is known.
    public init(
        author: AuthorSlug, periods: SessionPeriods, sessions: some Sequence<StreamSession>,
        named: some Sequence<StreamSession> = EmptyCollection(),
        taken: some Sequence<StreamSession> = EmptyCollection(), cut: Instant? = nil
    ) {
        self.author = author
        self.periods = periods
        self.sessions = sessions.sorted { $0.id < $1.id }
        self.named = Dictionary(named.map { ($0.id, $0) }) { first, _ in first }
        self.taken = Dictionary(taken.map { ($0.id, $0) }) { first, _ in first }
        unknownUntil = cut?.milliseconds
    }

    /// Places commits that come in any order.
    ///
    /// - Returns: one placement a commit, in the order of `AutomaticCommit.precedes`.
    public mutating func plan(
        _ commits: some Sequence<AutomaticCommit>
    ) -> [(commit: AutomaticCommit, placement: Placement)] {
        commits.sorted(by: AutomaticCommit.precedes).map { ($0, place($0)) }
    }

    /// Decides where a commit goes, and remembers that it is there.
    public mutating func place(_ commit: AutomaticCommit) -> Placement {
        if let id = commit.namedSession {
            if let own = position(of: id), sessions[own].isJoinable { return join(own, commit, via: .mark) }
            if named[id]?.isJoinable == true {
                named[id]?.add(commit)
                return .join(id, via: .mark)
            }
        }
        let candidate = candidate(at: commit.placedAt)
        let own = candidate.flatMap { sessions[$0].admits(commit.placedAt) ? $0 : nil }
        if let id = takenSession(admitting: commit.placedAt, activeAfter: own.map { sessions[$0].lastActivity }) {
            taken[id]?.add(commit)
            return .join(id, via: .window)
        }
        if let own { return join(own, commit, via: .window) }
        guard isOpeningKnown(commit, behind: candidate) else { return .skip }
        return open(commit)
    }

    /// Whoever took a session over goes on in it, unless the own session was active since.
    private func takenSession(admitting time: Int64, activeAfter own: Int64?) -> RecordID? {
        let open = taken.values.filter { $0.openedAt <= time && $0.admits(time) && $0.lastActivity > own ?? .min }
        return open.max { ($0.lastActivity, $0.id) < ($1.lastActivity, $1.id) }?.id
    }

    /// The latest session of the stream at this time.
    private func candidate(at time: Int64) -> Int? {
        let latest = firstPosition { $0.openedAt > time } - 1
        guard latest >= 0 else { return nil }
        // Of sessions opened in the same instant, which follow each other when marks end them, the one that is not over.
        let rivals = sessions[...latest].indices.reversed().prefix {
            sessions[$0].openedAt == sessions[latest].openedAt
        }
        return rivals.first { sessions[$0].admits(time) } ?? latest
    }

    /// Whether it is certain that no earlier commit, cut off from this history, opened a session that still runs.
    private mutating func isOpeningKnown(_ commit: AutomaticCommit, behind candidate: Int?) -> Bool {
        guard let bound = unknownUntil else { return true }
        let isPastGap = commit.placedAt - bound >= periods.timeoutSeconds * 1000
        // All that followed the latest activity of a session that was active after the cut is in this history.
        if isPastGap || candidate.map({ sessions[$0].lastActivity >= bound }) == true {
            unknownUntil = nil
            return true
        }
        unknownUntil = max(bound, commit.placedAt)
        return false
    }

    private mutating func open(_ commit: AutomaticCommit) -> Placement {
        let id = RecordID.session(author: author, firstMember: .commit(commit.id), committedAt: commit.committedAt)
        // The id is derived: a session that this commit opened before is still its session.
        if let known = position(of: id) {
            return sessions[known].isJoinable ? join(known, commit, via: .window) : .skip
        }
        var session = StreamSession(id: id, periods: periods, lastActivity: id.time.milliseconds)
        session.add(commit)
        sessions.insert(session, at: firstPosition { $0.id >= id })
        return .open(id)
    }

    private mutating func join(_ position: Int, _ commit: AutomaticCommit, via: FactBody.Via) -> Placement {
        sessions[position].add(commit)
        return .join(sessions[position].id, via: via)
    }

    private func position(of id: RecordID) -> Int? {
        let position = firstPosition { $0.id >= id }
        return position < sessions.endIndex && sessions[position].id == id ? position : nil
    }

    /// - Parameter isBehind: false for some first sessions, true for all others.
    private func firstPosition(where isBehind: (StreamSession) -> Bool) -> Int {
        var (low, high) = (sessions.startIndex, sessions.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(sessions[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
