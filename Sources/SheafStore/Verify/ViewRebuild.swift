import GRDB
import SheafCore

extension Store {
    /// Throws the views away and folds every record again, in one transaction.
    public func rebuildViews() throws {
        try write(now: Instant(milliseconds: 0)) { transaction in
            let db = transaction.db
            try ViewRebuild.replaceViews(transaction.facts)
            try db.run("UPDATE this SET views_version = ?", Schema.viewsVersion)
        }
    }
}

/// Folds every record of one database into the empty views of the same or another one.
struct ViewRebuild {
    let facts: FactTable
    let views: Database

    /// Folds every record of a database again in place of its views.
    static func replaceViews(_ facts: FactTable) throws {
        for table in Schema.viewTables { try facts.db.run("DELETE FROM \(table)") }
        try ViewRebuild(facts: facts, views: facts.db).run()
    }

    func run() throws {
        try countWriters()
        let storage = SQLiteViews(facts: facts, views: views)
        try ViewTable(db: views).fold(try records(), in: storage)
    }

    /// Every record that there are facts about, read from an index.
    private func records() throws -> Set<RecordKey> {
        let rows = try facts.db.rows("SELECT DISTINCT path, record FROM facts JOIN shards USING (shard)")
        var records: Set<RecordKey> = []
        while let row = try rows.next() {
            let path = try row.require(ShardPath(row[0] as String), "path")
            records.insert(RecordKey(path.kind, try row.record(1)))
        }
        return records
    }

    /// A line names its replica in 64 digits behind the record's 32 and a space.
    private func countWriters() throws {
        let sql = """
            SELECT CAST(substr(line, 34, 64) AS TEXT), max(at), count(at) FROM facts WHERE at IS NOT NULL GROUP BY 1
            """
        let rows = try facts.db.rows(sql)
        while let row = try rows.next() {
            let replica = try row.require(ReplicaID(row[0] as String), "replica")
            let (latestAt, count): (Int64, Int64) = (row[1], row[2])
            try views.run(
                "INSERT INTO replicas (replica, latest_at, fact_count) VALUES (?, ?, ?)", replica.bytes, latestAt, count)
        }
    }
}
