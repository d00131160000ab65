import GRDB
import SheafCore

/// How much of what there is.
public struct StoreCounts: Hashable, Sendable {
    /// Lines held.
    public let facts: Int
    /// Of these not yet known to be on the remote, without those that are held back.
    public let pending: Int
    public let sessions: Int
    /// Conflicts that a person must settle.
    public let openConflicts: Int
    public let quarantined: Int
    /// Lines that are carried and mean nothing to this version.
    public let ignored: Int
    /// Records with too many facts to be folded.
    public let overLimit: Int
}

/// A replica as its facts show it.
public struct ReplicaRow: Hashable, Sendable {
    public let replica: ReplicaID
    /// From its card; nil when it has none, as a CI run.
    public let card: FactBody.Card?
    /// Greatest `at` of its facts.
    public let latestAt: Instant
    public let factCount: Int
}

extension StoreReader {
    public func counts() throws -> StoreCounts {
        func count(_ sql: String) throws -> Int { Int(try db.integer(sql) ?? 0) }
        return StoreCounts(
            facts: Int(try factCount()),
            pending: try count("SELECT count(*) FROM outbox WHERE sequence NOT IN \(Self.heldBack)"),
            sessions: try count("SELECT count(*) FROM views WHERE author IS NOT NULL"),
            openConflicts: try openConflictCount(), quarantined: try quarantineCount(),
            ignored: try count("SELECT sum(ignored_count) FROM views WHERE ignored_count > 0"),
            overLimit: try count("SELECT count(*) FROM views WHERE node_count > \(RecordFold.nodeCountMax)"))
    }

    /// The latest writer first.
    public func replicas() throws -> [ReplicaRow] {
        let cursor = try db.rows("SELECT replica, latest_at, fact_count FROM replicas ORDER BY latest_at DESC, replica")
        var found: [(ReplicaID, Int64, Int)] = []
        while let row = try cursor.next() { found.append((try row.replica(0), row[1], row[2])) }
        return try found.map { replica, latestAt, factCount in
            ReplicaRow(
                replica: replica, card: try card(of: replica), latestAt: Instant(milliseconds: latestAt),
                factCount: factCount)
        }
    }

    /// nil when the replica has none, as a CI run.
    public func card(of replica: ReplicaID) throws -> FactBody.Card? {
        let sql = "SELECT content FROM views WHERE record = ? AND kind = 'replicas'"
        let content = try db.first(sql, replica.record.bytes) { try RecordFold.Content(storedBytes: try $0.bytes(0)) }
        guard case .card(let card) = content else { return nil }
        return card
    }
}
