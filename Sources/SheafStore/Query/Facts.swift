import GRDB
import SheafCore

extension StoreReader {
    private static let columns = "sequence, path, line, hash, is_signed, is_own"

    /// The record's facts by time, then hash; lines that cannot be read come first.
    public func facts(of key: RecordKey) throws -> [HeldFact] {
        let table = FactTable(db: db)
        let held = try ShardPath.places(of: key).compactMap { try table.shard($0) }.flatMap { shard in
            try heldFacts(
                try db.rows(
                    """
                    SELECT \(Self.columns) FROM facts JOIN shards USING (shard) WHERE shard = ? AND record = ?
                    """,
                    shard, key.id.bytes))
        }
        return HeldFact.byTime(held)
    }

    /// Every fact of one shard, any order.
    func facts(in path: ShardPath) throws -> [HeldFact] {
        guard let shard = try FactTable(db: db).shard(path) else { return [] }
        return try heldFacts(
            try db.rows("SELECT \(Self.columns) FROM facts JOIN shards USING (shard) WHERE shard = ?", shard))
    }

    /// nil when the record holds no such line.
    func fact(_ hash: LineHash, of key: RecordKey) throws -> HeldFact? {
        let table = FactTable(db: db)
        for shard in try ShardPath.places(of: key).compactMap({ try table.shard($0) }) {
            let sql = """
                SELECT \(Self.columns) FROM facts JOIN shards USING (shard) WHERE shard = ? AND record = ? AND hash = ?
                """
            if let held = try heldFacts(try db.rows(sql, shard, key.id.bytes, hash.bytes)).first { return held }
        }
        return nil
    }

    /// Every line of one shard, ascending bytewise: the shard as it is written.
    public func lines(in path: ShardPath) throws -> [Line] {
        guard let shard = try FactTable(db: db).shard(path) else { return [] }
        let cursor = try db.rows("SELECT line, hash FROM facts WHERE shard = ?", shard)
        var lines: [Line] = []
        while let row = try cursor.next() { lines.append(try row.line(0, hash: 1)) }
        return lines.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// Every path of the state tree that this replica holds lines of, ascending.
    public func paths() throws -> [ShardPath] {
        let cursor = try db.rows("SELECT path FROM shards WHERE EXISTS (SELECT 1 FROM facts f WHERE f.shard = shards.shard)")
        var paths: [ShardPath] = []
        while let row = try cursor.next() { paths.append(try row.require(ShardPath(row[0] as String), "path")) }
        return paths.sorted()
    }

    /// Facts in order of intake: what a cursor has not seen.
    ///
    /// - Parameter sequence: of the last fact seen; 0 for none.
    public func facts(after sequence: Int64, limit: Int) throws -> [HeldFact] {
        try heldFacts(
            try db.rows(
                """
                SELECT \(Self.columns) FROM facts JOIN shards USING (shard) WHERE sequence > ? ORDER BY sequence LIMIT ?
                """,
                sequence, limit))
    }

    /// Facts not yet known to be on the remote, in order of intake.
    ///
    /// - Parameter sequence: of the last fact seen; 0 for none.
    public func outbox(after sequence: Int64 = 0, limit: Int) throws -> [HeldFact] {
        try heldFacts(
            try db.rows(
                """
                SELECT \(Self.columns) FROM outbox JOIN facts USING (sequence) JOIN shards USING (shard)
                WHERE sequence > ? ORDER BY sequence LIMIT ?
                """,
                sequence, limit))
    }

    private func heldFacts(_ cursor: StoredRows) throws -> [HeldFact] {
        var facts: [HeldFact] = []
        while let row = try cursor.next() { facts.append(try row.heldFact()) }
        return facts
    }
}

extension HeldFact {
    /// By time, then hash; lines that cannot be read come first. Each line is decoded once.
    static func byTime(_ facts: some Sequence<HeldFact>) -> [HeldFact] {
        facts.map { (time: $0.fact?.time ?? HybridTime(at: -1), held: $0) }
            .sorted { ($0.time, $0.held.line.hash) < ($1.time, $1.held.line.hash) }.map(\.held)
    }
}
