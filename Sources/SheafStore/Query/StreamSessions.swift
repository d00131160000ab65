import GRDB
import SheafCore

/// What batching and listing ask beyond single sessions.
extension StoreReader {
    /// The author's latest session opened at or before an instant that is accepted.
    ///
    /// - Parameter accepts: asked from the latest one backwards until it says yes.
    public func latestSession(
        of author: AuthorSlug, openedAtOrBefore instant: Instant, where accepts: (SessionView) throws -> Bool
    ) throws -> SessionView? {
        let sql = "SELECT content FROM views WHERE author = ? AND record < ? ORDER BY record DESC"
        let cursor = try db.rows(sql, author.text, IDRange(openedAtOrBefore: instant).end)
        while let row = try cursor.next() {
            guard case .session(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) else { continue }
            if try accepts(view) { return view }
        }
        return nil
    }

    /// The author's sessions opened in a span of time, by opening.
    public func sessions(of author: AuthorSlug, openedIn span: ClosedRange<Instant>) throws -> [SessionView] {
        let bounds = IDRange(milliseconds: span.lowerBound.milliseconds..<(span.upperBound.milliseconds + 1))
        let sql = "SELECT content FROM views WHERE author = ? AND record >= ? AND record < ? ORDER BY record"
        let cursor = try db.rows(sql, author.text, bounds.start, bounds.end)
        var views: [SessionView] = []
        while let row = try cursor.next() {
            if case .session(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) { views.append(view) }
        }
        return views
    }

    /// Sessions without an explicit end whose derived end lies behind `instant`: open or idle then.
    public func viewsNotOver(at instant: Instant) throws -> [SessionView] {
        // `+`: sorting what was found, instead of looking at every record in its order.
        let cursor = try db.rows(
            "SELECT content FROM views WHERE idle_hour >= ? AND idle_end > ? ORDER BY +record",
            ViewTable.hour(of: instant.milliseconds), instant.milliseconds)
        var views: [SessionView] = []
        while let row = try cursor.next() {
            if case .session(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) { views.append(view) }
        }
        return views
    }

    /// What forbids to record the commit, without reading what sessions hold: an import asks this of every commit.
    public func known(_ commit: ObjectID) throws -> KnownCommit? {
        let rows = try db.rows(
            """
            SELECT 0, record FROM members JOIN views USING (view) WHERE member = ?1 AND is_primary = 1
            UNION ALL SELECT 1, min(record) FROM archived_members WHERE member = ?1
            UNION ALL SELECT 2, min(record) FROM removals JOIN views USING (view) WHERE member = ?1
            """,
            commit.bytes)
        var found: (rank: Int, session: RecordID)?
        while let row = try rows.next() {
            guard !row.isNull(1), found.map({ row[0] < $0.rank }) ?? true else { continue }
            found = (row[0], try row.record(1))
        }
        return found.map { $0.rank < 2 ? .member($0.session) : .removedByHand($0.session) }
    }

    /// Sessions that a person took the commit out of, by opening; it may have been added again.
    public func sessions(withoutByHand commit: ObjectID) throws -> [SessionRow] {
        try rows(
            "SELECT content, node_count FROM removals JOIN views USING (view) WHERE member = ? ORDER BY record",
            commit.bytes)
    }

    /// Commits that count in a session and are counted in another one's totals (rule 8), by the session that is not
    /// their primary one.
    public func commitsCountedElsewhere() throws -> [RecordID: Set<ObjectID>] {
        let cursor = try db.rows(
            "SELECT record, member FROM members JOIN views USING (view) WHERE is_shared = 1 AND is_primary = 0")
        var commits: [RecordID: Set<ObjectID>] = [:]
        while let row = try cursor.next() {
            let commit = try row.require(ObjectID(bytes: try row.bytes(1)), "commit")
            commits[try row.record(0), default: []].insert(commit)
        }
        return commits
    }
}

/// A commit that recording leaves alone.
public enum KnownCommit: Hashable, Sendable {
    /// This session counts it, or did before it was archived and removed.
    case member(RecordID)
    /// A person took it out of this session, the first of them.
    case removedByHand(RecordID)
}
