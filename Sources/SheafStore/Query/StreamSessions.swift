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
            "SELECT content FROM views WHERE idle_end > ? ORDER BY +record", instant.milliseconds)
        var views: [SessionView] = []
        while let row = try cursor.next() {
            if case .session(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) { views.append(view) }
        }
        return views
    }

    /// The session that counts the commit, or did before it was archived and removed, without reading what it holds: an
    /// import asks this of every commit.
    public func primarySessionID(of commit: ObjectID) throws -> RecordID? {
        let sql = "SELECT record FROM members JOIN views USING (view) WHERE member = ? AND is_primary = 1"
        if let session = try db.first(sql, commit.data, read: { try $0.record(0) }) { return session }
        let archived = "SELECT record FROM archived_members WHERE member = ? ORDER BY record LIMIT 1"
        return try db.first(archived, commit.data) { try $0.record(0) }
    }

    /// The first session that a person took the commit out of.
    public func sessionID(withoutByHand commit: ObjectID) throws -> RecordID? {
        let sql = "SELECT record FROM removals JOIN views USING (view) WHERE member = ? ORDER BY record LIMIT 1"
        return try db.first(sql, commit.data) { try $0.record(0) }
    }

    /// Sessions that a person took the commit out of, by opening; it may have been added again.
    public func sessions(withoutByHand commit: ObjectID) throws -> [SessionRow] {
        try rows(
            "SELECT content, node_count FROM removals JOIN views USING (view) WHERE member = ? ORDER BY record",
            commit.data)
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
