import GRDB
import SheafCore

/// Up to where the sidecar holds what the database holds.
public struct ProjectionState: Hashable, Sendable {
    /// The commit of the sidecar's local ref whose lines are all held here; nil before the first.
    public let tip: ObjectID?
    /// Every fact up to this sequence is in that commit's tree.
    public let sequence: Int64
}

extension StoreReader {
    public func projection() throws -> ProjectionState {
        let state = try db.first("SELECT joined_tip, projected FROM this") { row in
            ProjectionState(tip: (row[0] as String?).flatMap { ObjectID($0) }, sequence: row[1])
        }
        guard let state else { throw RowFailure(detail: "the table `this` is empty") }
        return state
    }

    /// Sequence of the latest fact; 0 when none is held.
    public func lastSequence() throws -> Int64 { try db.integer("SELECT max(sequence) FROM facts") ?? 0 }

    public func factCount() throws -> Int { Int(try db.integer("SELECT count(*) FROM facts") ?? 0) }

    /// Facts not yet known to be on the remote.
    public func pendingCount() throws -> Int { Int(try db.integer("SELECT count(*) FROM outbox") ?? 0) }
}

extension Transaction {
    /// Sequence of the latest fact, this transaction's included; 0 when none is held.
    public func lastSequence() throws -> Int64 { try db.integer("SELECT max(sequence) FROM facts") ?? 0 }

    /// Whether the database has the line at this path already.
    public func holds(_ line: Line, at path: ShardPath) throws -> Bool {
        let sql = """
            SELECT 1 FROM facts JOIN shards USING (shard) WHERE path = ? AND record = ? AND hash = ?
            """
        return try db.integer(sql, path.description, line.record.data, line.hash.data) != nil
    }

    /// The sidecar's local ref names `tip`, and its tree holds every fact up to `sequence`.
    public func setProjection(tip: ObjectID?, sequence: Int64) throws {
        try db.run("UPDATE this SET joined_tip = ?, projected = ?", tip?.hex, sequence)
    }
}
