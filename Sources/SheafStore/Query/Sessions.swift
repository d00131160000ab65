import Foundation
import GRDB
import SheafCore

/// Which sessions to list; nil does not filter.
public struct SessionFilter: Hashable, Sendable {
    public var author: AuthorSlug?
    /// Latest activity at or after.
    public var since: Instant?
    /// Opened at or before.
    public var until: Instant?

    public init(author: AuthorSlug? = nil, since: Instant? = nil, until: Instant? = nil) {
        self.author = author
        self.since = since
        self.until = until
    }
}

extension StoreReader {
    private static let columns = "content, node_count"

    public func session(_ id: RecordID) throws -> SessionRow? {
        let sql = "SELECT \(Self.columns) FROM views WHERE record = ? AND kind = 'sessions' AND author IS NOT NULL"
        return try rows(sql, id.bytes).first
    }

    /// By time of opening, then id.
    public func sessions(_ filter: SessionFilter = SessionFilter()) throws -> [SessionRow] {
        let bounds = IDRange(openedAtOrBefore: filter.until)
        let rows =
            if let author = filter.author {
                try rows(
                    "SELECT \(Self.columns) FROM views WHERE author = ? AND record < ? ORDER BY record",
                    author.text, bounds.end)
            } else {
                try rows(
                    "SELECT \(Self.columns) FROM views WHERE author IS NOT NULL AND record < ? ORDER BY record", bounds.end)
            }
        guard let since = filter.since else { return rows }
        return rows.filter { $0.view.lastActivity >= since.milliseconds }
    }

    /// Sessions without an explicit end whose derived end lies behind `instant`: open or idle then.
    public func sessionsNotOver(at instant: Instant) throws -> [SessionRow] {
        // `+`: sorting what was found, instead of looking at every record in its order.
        try rows(
            "SELECT \(Self.columns) FROM views WHERE idle_hour >= ? AND idle_end > ? ORDER BY +record",
            ViewTable.hour(of: instant.milliseconds), instant.milliseconds)
    }

    /// Sessions without an explicit end whose derived end lies in the range, the end excluded.
    public func sessions(idleEndIn range: Range<Instant>) throws -> [SessionRow] {
        try rows(
            """
            SELECT \(Self.columns) FROM views
            WHERE idle_hour >= ? AND idle_hour <= ? AND idle_end >= ? AND idle_end < ? ORDER BY +record
            """,
            ViewTable.hour(of: range.lowerBound.milliseconds), ViewTable.hour(of: range.upperBound.milliseconds),
            range.lowerBound.milliseconds, range.upperBound.milliseconds)
    }

    /// Sessions in which the commit or pull request counts.
    public func sessions(holding member: MemberKey) throws -> [SessionRow] {
        try rows("SELECT \(Self.columns) FROM members JOIN views USING (view) WHERE member = ? ORDER BY record", member.bytes)
    }

    /// The session that the commit is counted in; rule 8 chooses when several hold it.
    public func primarySession(of commit: ObjectID) throws -> SessionRow? {
        let sql = "SELECT \(Self.columns) FROM members JOIN views USING (view) WHERE member = ? AND is_primary = 1"
        return try rows(sql, commit.bytes).first
    }

    public func isMember(_ member: MemberKey) throws -> Bool {
        try db.integer("SELECT 1 FROM members WHERE member = ?", member.bytes) != nil
            || db.integer("SELECT 1 FROM archived_members WHERE member = ?", member.bytes) != nil
    }

    // MARK: Rows

    /// - Parameter sql: selects `Self.columns`.
    func rows(_ sql: String, _ arguments: (any SQLArgument)?...) throws -> [SessionRow] {
        let cursor = StoredRows(try Execution(db, sql, arguments))
        var found: [(view: SessionView, factCount: Int)] = []
        while let row = try cursor.next() {
            guard case .session(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) else { continue }
            found.append((view, row[1]))
        }
        var surroundings = try SessionSurroundings(self, rowCount: found.count)
        return try found.map { try surroundings.row($0.view, factCount: $0.factCount) }
    }

    func sessionIDs(author: AuthorSlug, openedInMinuteOf instant: Instant) throws -> [RecordID] {
        let minute = instant.milliseconds / 60_000
        let start = Instant(milliseconds: minute * 60_000)
        return try sessionIDs(author: author, openedIn: start..<Instant(milliseconds: (minute + 1) * 60_000))
    }

    func sessionIDs(author: AuthorSlug, openedIn range: Range<Instant>) throws -> [RecordID] {
        let bounds = IDRange(milliseconds: range.lowerBound.milliseconds..<range.upperBound.milliseconds)
        let sql = "SELECT record FROM views WHERE author = ? AND record >= ? AND record < ?"
        let cursor = try db.rows(sql, author.text, bounds.start, bounds.end)
        var ids: [RecordID] = []
        while let row = try cursor.next() { ids.append(try row.record(0)) }
        return ids
    }

    /// Greatest `at` of a fact of the replica in any record.
    func latestFact(of replica: ReplicaID) throws -> Int64? {
        try db.integer("SELECT latest_at FROM replicas WHERE replica = ?", replica.bytes)
    }

    /// Every session's author and id.
    func sessionNames() throws -> [(author: AuthorSlug, id: RecordID)] {
        let cursor = try db.rows("SELECT author, record FROM views WHERE author IS NOT NULL")
        var names: [(AuthorSlug, RecordID)] = []
        while let row = try cursor.next() {
            names.append((try row.require(AuthorSlug(row[0] as String), "author"), try row.record(1)))
        }
        return names
    }
}
