import GRDB
import SheafCore

/// A replica as its signed lines show it.
public struct WriterRow: Hashable, Sendable {
    public let replica: ReplicaID
    /// Least and greatest `at` of its facts; nil when none of them can be read.
    public let firstAt: Instant?
    public let latestAt: Instant?
    public let factCount: Int
    public let recordCount: Int
    /// At least one was written through this database.
    public let wroteHere: Bool
}

/// How much of a record some replicas wrote.
public enum WrittenPart: Hashable, Sendable {
    case nothing, partly, wholly
}

extension StoreReader {
    /// Where the writer's key stands in a line: behind the record's 32 digits and a space.
    private static let writer = "substr(line, 34, 64)"

    /// Everybody who signed a line that is held, by replica. Reads every fact.
    public func writers() throws -> [WriterRow] {
        let sql = """
            SELECT \(Self.writer) AS writer, min(at), max(at), count(*), count(DISTINCT record), max(is_own) FROM facts
            WHERE is_signed = 1 GROUP BY writer ORDER BY writer
            """
        let cursor = try db.rows(sql)
        var rows: [WriterRow] = []
        while let row = try cursor.next() {
            rows.append(
                WriterRow(
                    replica: try row.writer(0), firstAt: (row[1] as Int64?).map(Instant.init(milliseconds:)),
                    latestAt: (row[2] as Int64?).map(Instant.init(milliseconds:)), factCount: row[3],
                    recordCount: row[4], wroteHere: row[5]))
        }
        return rows
    }

    /// How much of each session's signed facts some replicas wrote, by record; sessions without any of theirs are not
    /// among them. A line that names a replica and lacks its signature is nobody's. Reads every fact.
    public func sessionParts(writtenBy replicas: [ReplicaID]) throws -> [RecordID: WrittenPart] {
        guard !replicas.isEmpty else { return [:] }
        let isTheirs = "CAST(\(Self.writer) AS TEXT) IN (\(replicas.map { "'\($0)'" }.joined(separator: ",")))"
        let sql = """
            SELECT record, min(\(isTheirs)) FROM facts JOIN shards USING (shard)
            WHERE is_signed = 1 AND path LIKE 'sessions/%' GROUP BY record HAVING max(\(isTheirs)) = 1
            """
        let cursor = try db.rows(sql)
        var parts: [RecordID: WrittenPart] = [:]
        while let row = try cursor.next() { parts[try row.record(0)] = row[1] ? .wholly : .partly }
        return parts
    }
}

extension StoredRow {
    fileprivate func writer(_ column: Int) throws -> ReplicaID {
        try require(ReplicaID(String(decoding: try bytes(column), as: UTF8.self)), "writer")
    }
}
