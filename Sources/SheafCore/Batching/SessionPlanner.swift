/// Places the automatic commits of one stream into sessions. Protocol: 6-fold, section 8.
///
/// One commit at a time or a whole history give the same plan, as long as commits come in the order of
/// `AutomaticCommit.precedes`.
public struct SessionPlanner: Sendable {
    public enum Placement: Hashable, Sendable {
        case join(RecordID, via: FactBody.Via)
        /// A new session with this id, the commit its first member.
        case open(RecordID)
        /// History was cut before this commit and no gap has followed yet: its session may have begun earlier.
        case skip
    }

    public let author: AuthorSlug
    /// For sessions that are opened.
    public let periods: SessionPeriods
    /// Ascending by id, which is by opening.
    private var sessions: [StreamSession]
    private var named: [RecordID: StreamSession]
    /// Until when something may have happened that is not known here; unix ms.
    private var unknownUntil: Int64?

    /// - Parameters:
    ///   - sessions: those of the stream, any order.
    ///   - named: further sessions that marks name; they are joined by mark only.
    ///   - cut: where history begins for this import, nil when all of it is known.
    public init(
        author: AuthorSlug, periods: SessionPeriods, sessions: some Sequence<StreamSession>,
        named: some Sequence<StreamSession> = EmptyCollection(), cut: Instant? = nil
    ) {
        self.author = author
        self.periods = periods
        self.sessions = sessions.sorted { $0.id < $1.id }
        self.named = Dictionary(named.map { ($0.id, $0) }) { first, _ in first }
        unknownUntil = cut?.milliseconds
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
        if let latest = sessions.lastIndex(where: { $0.openedAt <= commit.time }), sessions[latest].isJoinable,
            sessions[latest].reaches(commit.time)
        {
            return join(latest, commit, via: .window)
        }
        if let bound = unknownUntil {
            guard commit.time - bound >= periods.timeoutSeconds * 1000 else {
                unknownUntil = max(bound, commit.time)
                return .skip
            }
            unknownUntil = nil
        }
        return open(commit)
    }

    private mutating func open(_ commit: AutomaticCommit) -> Placement {
        let id = RecordID.session(author: author, firstMember: .commit(commit.id), committedAt: commit.committedAt)
        // The id is derived: a session that this commit opened before is still its session.
        if let known = position(of: id) { return join(known, commit, via: .window) }
        var session = StreamSession(id: id, periods: periods, lastActivity: id.time.milliseconds)
        session.add(commit)
        sessions.insert(session, at: firstPosition(notBefore: id))
        return .open(id)
    }

    private mutating func join(_ position: Int, _ commit: AutomaticCommit, via: FactBody.Via) -> Placement {
        sessions[position].add(commit)
        return .join(sessions[position].id, via: via)
    }

    private func position(of id: RecordID) -> Int? {
        let position = firstPosition(notBefore: id)
        return position < sessions.endIndex && sessions[position].id == id ? position : nil
    }

    private func firstPosition(notBefore id: RecordID) -> Int {
        var (low, high) = (sessions.startIndex, sessions.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if sessions[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
