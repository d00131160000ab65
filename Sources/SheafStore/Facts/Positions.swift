import GRDB
import SheafCore

extension StoreReader {
    /// Sequence of the latest fact; 0 when none is held.
    public func lastSequence() throws -> Int64 { try db.integer(FactTable.lastSequence) ?? 0 }
}

extension StoreReader {
    /// Lines held. Sequences have no other gaps than those of removed facts (`verify` looks); counting rows reads them all.
    func factCount() throws -> Int64 {
        try lastSequence() - (db.integer("SELECT removed_count FROM this") ?? 0)
    }
}

extension Transaction {
    /// Facts that the remote is known to have.
    public func sharedCount() throws -> Int {
        try Int(reader().factCount() - (db.integer("SELECT count(*) FROM outbox") ?? 0))
    }

    /// Sequence of the latest fact, this transaction's included; 0 when none is held.
    public func lastSequence() throws -> Int64 { try db.integer(FactTable.lastSequence) ?? 0 }

    /// Whether the database has the line at this path already, be it as an own claim whose push had no answer.
    public func holds(_ line: Line, at path: ShardPath) throws -> Bool {
        let sql = "SELECT 1 FROM facts JOIN shards USING (shard) WHERE path = ? AND record = ? AND hash = ?"
        if try db.integer(sql, path.description, line.record.bytes, line.hash.bytes) != nil { return true }
        return try isAttempt(line)
    }
}
