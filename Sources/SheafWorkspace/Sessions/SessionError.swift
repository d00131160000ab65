import SheafCore

/// Why a session cannot be found or changed as asked. Names are as typed or stored: escape before printing.
public enum SessionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No session is called so, and no commit either.
    case unknown(String)
    /// Several sessions fit; by opening.
    case ambiguous(String, candidates: [Candidate])
    /// The commit exists and counts in no session.
    case notAMember(ObjectID)
    /// The commit counts in other sessions than the named one.
    case notAMemberOf(ObjectID, session: String)
    /// Nothing of this worktree is open or idle, and no session was named.
    case noneCurrent
    /// An explicit end is in force.
    case alreadyEnded(session: String, verdict: FactBody.Verdict, at: Instant)
    /// There is no end to take back.
    case notEnded(session: String, state: SessionDisplay.State)
    /// Taking over what is not an orphan.
    case notOrphaned(session: String, state: SessionDisplay.State, author: AuthorSlug)
    /// This replica holds the session already.
    case alreadyYours(session: String)
    case tooLong(what: String, bytes: Int, bytesMax: Int)
    /// No commit was named.
    case noCommits
    /// A session has no field of that name; `known` are those it has.
    case unknownField(String, known: [String])

    public struct Candidate: Hashable, Sendable {
        public let displayID: String
        public let id: RecordID
    }

    public var description: String {
        switch self {
        case .unknown(let name):
            "no session, commit or pull request is called \"\(name)\"; `sheaf session list` shows what there is"
        case .ambiguous(let name, let candidates):
            "\"\(name)\" may be \(candidates.prefix(Self.shownCountMax).map(\.displayID).joined(separator: ", "))"
                + (candidates.count > Self.shownCountMax ? " and \(candidates.count - Self.shownCountMax) more" : "")
                + "; give more of the name, or the id"
        case .notAMember(let commit):
            "commit \(commit) is in no session; `sheaf explain \(commit.hex.prefix(10))` says why"
        case .notAMemberOf(let commit, let session):
            "commit \(commit) is not in \(session); `sheaf session show \(commit.hex.prefix(10))` shows where it is"
        case .noneCurrent:
            "no session of yours is open in this worktree; name one, or open one with `sheaf session start`"
        case .alreadyEnded(let session, let verdict, let at):
            "\(session) was \(verdict == .complete ? "completed" : "abandoned") at \(at); `sheaf session reopen` takes that back"
        case .notEnded(let session, let state): "\(session) is \(state.rawValue): there is no end to take back"
        case .notOrphaned(let session, let state, let author):
            "\(session) is \(state.rawValue) and \(author)'s, who has been heard of since its end or may still go on; "
                + "taking it now makes the owner open a new session for what follows, and two takers at once are a "
                + "conflict. If that is what you agreed on, add --force"
        case .alreadyYours(let session): "\(session) is yours already; go on in it"
        case .tooLong(let what, let bytes, let bytesMax):
            "the \(what) has \(bytes) bytes of UTF-8 and at most \(bytesMax) are stored; shorten it"
        case .noCommits: "no commit was named"
        case .unknownField(let field, let known):
            "a session has no field \"\(field)\"; it has \(known.joined(separator: ", "))"
        }
    }

    /// Of the candidates, so many are put into words.
    public static let shownCountMax = 8
}
