import GRDB
import SheafCore

/// What SQLite says of itself and of how it writes this database.
public struct EngineFacts: Hashable, Sendable {
    /// Of the library, such as `3.40.1`.
    public let version: String
    /// Such as `wal`.
    public let journalMode: String
    /// `PRAGMA synchronous`: 2 is FULL, 3 is EXTRA; below that an acknowledged fact can be lost with the power.
    public let synchronous: Int

    public var synchronousName: String {
        switch synchronous {
        case 0: "OFF"
        case 1: "NORMAL"
        case 2: "FULL"
        case 3: "EXTRA"
        default: String(synchronous)
        }
    }
}

/// What `doctor` asks.
extension StoreReader {
    public func engine() throws -> EngineFacts {
        EngineFacts(
            version: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "?",
            journalMode: try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "?",
            synchronous: try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0)
    }

    /// Records that hold lines which are carried and mean nothing to this version, any order.
    public func recordsWithIgnoredLines(limit: Int) throws -> [RecordKey] {
        let cursor = try db.rows("SELECT kind, record FROM views WHERE ignored_count > 0 LIMIT ?", limit)
        var keys: [RecordKey] = []
        while let row = try cursor.next() {
            keys.append(RecordKey(try row.require(RecordKind(row[0] as String), "kind of record"), try row.record(1)))
        }
        return keys
    }

    /// Paths whose lines take more bytes than that, with their line ends; any order. Reads the whole table.
    public func shards(largerThan byteCount: Int) throws -> [ShardPath] {
        let cursor = try db.rows(
            "SELECT path FROM facts JOIN shards USING (shard) GROUP BY shard HAVING sum(length(line) + 1) > ?", byteCount)
        var paths: [ShardPath] = []
        while let row = try cursor.next() { paths.append(try row.require(ShardPath(row[0] as String), "path")) }
        return paths
    }
}
