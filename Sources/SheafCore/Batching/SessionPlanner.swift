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
    /// Until when something may have happened that is not known here; unix ms.
    private var unknownUntil: Int64?

    /// - Parameters:
    ///   - sessions: those of the stream, and any that a mark may name; any order.
    ///   - cut: where history begins for this import, nil when all of it is known.
    public init(author: AuthorSlug, periods: SessionPeriods, sessions: some Sequence<StreamSession>, cut: Instant? = nil) {
        self.author = author
        self.periods = periods
        self.sessions = sessions.sorted { $0.id < $1.id }
        unknownUntil = cut?.milliseconds
    }

    /// Decides where a commit goes, and remembers that it is there.
    public mutating func place(_ commit: AutomaticCommit) -> Placement {
        if let named = commit.namedSession.flatMap(position(of:)), sessions[named].isJoinable {
            return join(named, commit, via: .mark)
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
        let position = sessions.firstIndex { id < $0.id } ?? sessions.endIndex
        sessions.insert(session, at: position)
        return .open(id)
    }

    private mutating func join(_ position: Int, _ commit: AutomaticCommit, via: FactBody.Via) -> Placement {
        sessions[position].add(commit)
        return .join(sessions[position].id, via: via)
    }

    private func position(of id: RecordID) -> Int? { sessions.firstIndex { $0.id == id } }
}
