import GRDB
import SheafCore

/// The tables `facts`, `shards` and `outbox`.
struct FactTable {
    let db: Database

    func shard(_ path: ShardPath) throws -> Int64? {
        try db.integer("SELECT shard FROM shards WHERE path = ?", path.description)
    }

    func makeShard(_ path: ShardPath) throws -> Int64 {
        if let shard = try shard(path) { return shard }
        try db.run("INSERT INTO shards (path) VALUES (?)", path.description)
        return db.lastInsertedRowID
    }

    /// - Parameter at: the fact's time; nil when the line is no node.
    /// - Returns: the fact's sequence; nil when the shard holds the line already.
    func insert(_ line: Line, shard: Int64, at: Int64?, isSigned: Bool, isOwn: Bool) throws -> Int64? {
        try db.run(
            """
            INSERT INTO facts (sequence, shard, record, hash, line, at, is_signed, is_own)
            VALUES (\(Self.nextSequence), ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            shard, line.record.bytes, line.hash.bytes, line.bytes, at, isSigned, isOwn)
        return db.changesCount == 1 ? db.lastInsertedRowID : nil
    }

    /// SQLite itself would give the number of a removed last fact away again, below cursors that have passed it.
    private static let nextSequence = """
        (SELECT max(removed_upto, coalesce((SELECT max(sequence) FROM facts), 0)) + 1 FROM this)
        """

    /// The greatest sequence ever used.
    static let lastSequence = """
        SELECT max(removed_upto, coalesce((SELECT max(sequence) FROM facts), 0)) FROM this
        """

    func post(_ sequence: Int64) throws {
        try db.run("INSERT INTO outbox (sequence) VALUES (?)", sequence)
    }

    /// Every line of the record, each once.
    func lines(of key: RecordKey) throws -> [HeldLine] {
        let shards = try ShardPath.places(of: key).compactMap { try shard($0) }
        guard shards.count > 1 else { return try shards.first.map { try lines(of: key.id, shard: $0) } ?? [] }
        return Array(Set(try shards.flatMap { try lines(of: key.id, shard: $0) }))
    }

    /// The latest time among some of the record's facts; nil when none of them is a node.
    func latestTime(of key: RecordKey, among hashes: [LineHash]) throws -> Int64? {
        let shards = try ShardPath.places(of: key).compactMap { try shard($0) }
        return try shards.flatMap { shard in
            try hashes.compactMap { hash in
                let sql = "SELECT at FROM facts WHERE shard = ? AND record = ? AND hash = ?"
                return try db.integer(sql, shard, key.id.bytes, hash.bytes)
            }
        }.max()
    }

    private func lines(of record: RecordID, shard: Int64) throws -> [HeldLine] {
        let sql = "SELECT line, hash, is_signed FROM facts WHERE shard = ? AND record = ?"
        let rows = try db.rows(sql, shard, record.bytes)
        var lines: [HeldLine] = []
        while let row = try rows.next() { lines.append(HeldLine(try row.line(0, hash: 1), isSigned: row[2])) }
        return lines
    }
}

extension StoredRow {
    /// A line whose stored hash is that of its bytes: a flipped bit is found here and not folded.
    func line(_ column: Int, hash: Int) throws -> Line {
        let line = try require(try? Line(bytes: try bytes(column)), "line")
        guard line.hash == LineHash(bytes: try bytes(hash)) else {
            throw RowFailure(detail: "the fact \(line.hash.hex.prefix(16)) does not have the hash that it was stored with")
        }
        return line
    }

    /// The columns `sequence, path, line, hash, is_signed, is_own` of facts joined with shards.
    func heldFact() throws -> HeldFact {
        HeldFact(
            sequence: self[0], path: try require(ShardPath(self[1] as String), "path"), line: try line(2, hash: 3),
            isSigned: self[4], isOwn: self[5])
    }
}

extension ShardPath {
    /// Where lines of the record can stand: one path for a kind of format 1, up to three for an unknown kind.
    static func places(of key: RecordKey) -> [ShardPath] {
        if let path = ShardPath(kind: key.kind, record: key.id) { return [path] }
        let date = CivilTime(key.id.time).date
        let digit = String(key.id.lastDigit, radix: 16)
        let day = date.description.suffix(2)
        return ["\(digit)", "\(date.monthDescription)/\(digit)", "\(date.monthDescription)/\(day)/\(digit)"]
            .compactMap { ShardPath("\(key.kind)/\($0)") }
    }
}
