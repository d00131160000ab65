import SheafCore
import SheafStore

/// A session as it stands at an instant, with the totals that lists show.
public struct SessionEntry: Sendable, Identifiable {
    public let row: SessionRow
    public let display: SessionDisplay
    /// Of the session's commits, those that another session counts (fold rule 8).
    public let countedElsewhere: Set<ObjectID>
    /// How much of it was written by replicas that were revoked here.
    public let revokedPart: WrittenPart

    init(
        _ row: SessionRow, at instant: Instant, countedElsewhere: Set<ObjectID>?, revokedPart: WrittenPart? = nil
    ) {
        self.row = row
        display = row.display(at: instant)
        self.countedElsewhere = countedElsewhere ?? []
        self.revokedPart = revokedPart ?? .nothing
    }

    public var id: RecordID { row.id }
    public var view: SessionView { row.view }

    /// Commits whose primary session this is.
    public var commitCount: Int { view.commits.count - countedElsewhere.count }
}

/// Which sessions to list; nil does not filter.
public struct SessionSelection: Hashable, Sendable {
    /// Empty: all.
    public var states: Set<SessionDisplay.State>
    public var author: AuthorSlug?
    /// Latest activity at or after.
    public var since: Instant?
    /// Also sessions that only replicas which were revoked here wrote about.
    public var includesUntrusted: Bool

    public init(
        states: Set<SessionDisplay.State> = [], author: AuthorSlug? = nil, since: Instant? = nil,
        includesUntrusted: Bool = false
    ) {
        self.states = states
        self.author = author
        self.since = since
        self.includesUntrusted = includesUntrusted
    }
}

public struct SessionListing: Sendable {
    /// By opening.
    public let entries: [SessionEntry]
    /// Sessions that were left out because only revoked replicas wrote about them.
    public let untrustedCount: Int
}

extension Workspace {
    /// Sessions as of an instant, by opening.
    public func sessions(_ selection: SessionSelection = SessionSelection(), at instant: Instant) throws -> [SessionEntry] {
        try sessionListing(selection, at: instant).entries
    }

    /// The same, with what was left out.
    public func sessionListing(_ selection: SessionSelection, at instant: Instant) throws -> SessionListing {
        try store.read { reader in
            let elsewhere = try reader.commitsCountedElsewhere()
            let parts = try reader.sessionParts(writtenBy: Trust(decisions: try reader.trustDecisions()).revoked)
            let all = try reader.sessions(SessionFilter(author: selection.author, since: selection.since))
                .map { SessionEntry($0, at: instant, countedElsewhere: elsewhere[$0.id], revokedPart: parts[$0.id]) }
                .filter { selection.states.isEmpty || selection.states.contains($0.display.state) }
            let shown = selection.includesUntrusted ? all : all.filter { $0.revokedPart != .wholly }
            return SessionListing(entries: shown, untrustedCount: all.count - shown.count)
        }
    }

    /// One session with everything that is held about it.
    ///
    /// - Parameter name: as `SessionLookup` takes it; nil means the current session of this worktree.
    /// - Throws: `SessionError`.
    public func session(_ name: String?, at instant: Instant) throws -> SessionDetail {
        try store.read { reader in
            let row = try name.map { try SessionLookup(reader: reader, repository: repository).session($0) }
                ?? current(reader)
            return try SessionDetail(row, at: instant, reader)
        }
    }

    /// Of the sessions that are open or idle now, the one with the latest activity in this worktree; an imported one of
    /// this user counts too, because it goes on wherever its author works; one that only revoked replicas wrote about never.
    ///
    /// - Throws: `SessionError.noneCurrent`.
    func current(_ reader: StoreReader) throws -> SessionRow {
        let worktree = try reader.worktreeToken(gitDirectory: location.gitDirectory)
        let author = try? author()
        let parts = try reader.sessionParts(writtenBy: Trust(decisions: try reader.trustDecisions()).revoked)
        let here = try reader.sessionsNotOver(at: now).filter { row in
            guard parts[row.id] != .wholly else { return false }
            return row.view.worktrees.isEmpty ? row.view.author == author : worktree.map(row.view.worktrees.contains) ?? false
        }
        guard let latest = here.max(by: { ($0.view.lastActivity, $0.id) < ($1.view.lastActivity, $1.id) }) else {
            throw SessionError.noneCurrent
        }
        return latest
    }
}
