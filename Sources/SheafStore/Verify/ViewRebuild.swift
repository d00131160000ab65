import GRDB
import SheafCore

extension Store {
    /// Throws the views away and folds every record again, in one transaction.
    public func rebuildViews() throws {
        try write(now: Instant(milliseconds: 0)) { transaction in
            let db = transaction.db
            for table in ["views", "members", "streams", "removals", "conflicts", "replicas"] { try db.run("DELETE FROM \(table)") }
            try ViewRebuild(facts: transaction.facts, views: db).run()
            try db.run("UPDATE this SET views_version = ?", Schema.viewsVersion)
        }
    }
}

/// Folds every record of one database into the empty views of the same or another one.
struct ViewRebuild {
    let facts: FactTable
    let views: Database

    func run() throws {
        var tally = ReplicaTally()
        var records: Set<RecordKey> = []
        let rows = try facts.db.rows("SELECT path, line, hash, is_signed FROM facts JOIN shards USING (shard)")
        while let row = try rows.next() {
            let path = try row.require(ShardPath(row[0] as String), "path")
            let line = try row.line(1, hash: 2)
            records.insert(RecordKey(path.kind, line.record))
            if row[3], let fact = try? Fact(line, in: path.kind) { tally.add(fact) }
        }
        try tally.flush(to: views)
        try ViewTable(db: views).fold(records, in: SQLiteViews(facts: facts, views: views, known: [:]))
    }
}
