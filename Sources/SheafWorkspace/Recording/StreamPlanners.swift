import SheafCore
import SheafStore

/// The planners of the streams that one transaction touches, each loaded when its first commit comes.
///
/// Commits come in the order of `AutomaticCommit.precedes`, whatever their stream.
struct StreamPlanners {
    /// Which sessions of an author a recording may join.
    struct Scope {
        let replica: ReplicaID
        let periods: SessionPeriods
        /// nil for an import, which looks at the author alone.
        let worktree: WorktreeToken?
        /// Committer time of the last commit that will come.
        let until: Instant
        /// The address behind a stored session's author, nil when nothing here tells.
        let email: (SessionView) throws -> String?
    }

    private struct Entry {
        var planner: SessionPlanner
        /// Sessions of the stream that the planner keeps up to date.
        var own: Set<RecordID>
        var named: Set<RecordID>
    }

    private let transaction: Transaction
    private let scope: Scope
    private var entries: [AuthorStream: Entry] = [:]
    private(set) var cut: HistoryCut?

    init(_ transaction: Transaction, _ scope: Scope, cut: HistoryCut? = nil) {
        self.transaction = transaction
        self.scope = scope
        self.cut = cut
    }

    mutating func place(_ commit: AutomaticCommit, of stream: AuthorStream) throws -> SessionPlanner.Placement {
        var entry = try entry(of: stream, for: commit)
        let placement = entry.planner.place(commit)
        cut?.note(entry.planner.unknownUntil, of: stream)
        switch placement {
        case .open(let id): entry.own.insert(id)
        case .join(let id, _) where !entry.own.contains(id):
            // Another stream's session has moved, and its planner does not know.
            entries = [:]
            return placement
        case .join, .skip: break
        }
        entries[stream] = entry
        return placement
    }

    private func entry(of stream: AuthorStream, for commit: AutomaticCommit) throws -> Entry {
        let known = entries[stream]
        guard let name = commit.namedSession else { return try known ?? load(stream, from: commit, named: []) }
        if let known, known.own.contains(name) || known.named.contains(name) { return known }
        return try load(stream, from: commit, named: [name])
    }

    private func load(_ stream: AuthorStream, from commit: AutomaticCommit, named: Set<RecordID>) throws -> Entry {
        let reader = try transaction.reader()
        let start = Instant(seconds: commit.committedAt).clampedToPathRange
        let views = try sessions(of: stream, around: start, reader)
        let taken = try sessionsTaken(by: stream, at: start, reader).filter { !views.contains($0) }
        let others = try named.compactMap { try reader.session($0)?.view }
        let planner = SessionPlanner(
            author: stream.author, periods: scope.periods,
            sessions: views.map { StreamSession($0, for: scope.replica) },
            named: others.map { StreamSession($0, for: scope.replica) },
            taken: taken.map { StreamSession($0, for: scope.replica) }, cut: cut?.bound(of: stream))
        return Entry(planner: planner, own: Set(views.map(\.id)).union(taken.map(\.id)), named: named)
    }

    /// The stream's latest session as of `start`, those opened in the same instant, and all later ones that count.
    private func sessions(of stream: AuthorStream, around start: Instant, _ reader: StoreReader) throws -> [SessionView] {
        let latest = try reader.latestSession(of: stream.author, openedAtOrBefore: start) { try accepts($0, stream) }
        let first = min(latest?.id.time ?? start, start)
        return try reader.sessions(of: stream.author, openedIn: first...max(start, scope.until))
            .filter { try accepts($0, stream) }
    }

    /// Live sessions that this replica took over in the stream's name: its work goes on there. An import looks at authors
    /// alone.
    private func sessionsTaken(
        by stream: AuthorStream, at start: Instant, _ reader: StoreReader
    ) throws -> [SessionView] {
        guard scope.worktree != nil else { return [] }
        return try reader.viewsNotOver(at: start).filter {
            $0.taking?.replica == scope.replica && $0.taking?.author == stream.author
        }
    }

    /// A session without a worktree was imported and may go on anywhere.
    private func accepts(_ view: SessionView, _ stream: AuthorStream) throws -> Bool {
        if let worktree = scope.worktree, !view.worktrees.isEmpty, !view.worktrees.contains(worktree) { return false }
        return try scope.email(view).map { $0 == stream.email } ?? true
    }
}
