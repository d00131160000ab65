import GRDB
import SheafCore

/// What `doctor` asks.
extension StoreReader {
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
