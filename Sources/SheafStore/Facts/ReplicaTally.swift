import GRDB
import SheafCore

/// Sums over the signed, readable facts of each replica, gathered until they are added to the table `replicas`.
struct ReplicaTally {
    private var sums: [ReplicaID: (latestAt: Int64, factCount: Int64)] = [:]

    mutating func add(_ fact: Fact) {
        let old = sums[fact.line.replica] ?? (0, 0)
        sums[fact.line.replica] = (max(old.latestAt, fact.time.at), old.factCount + 1)
    }

    mutating func flush(to db: Database) throws {
        for (replica, sum) in sums {
            try db.run(
                """
                INSERT INTO replicas (replica, latest_at, fact_count) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET latest_at = max(latest_at, excluded.latest_at),
                    fact_count = fact_count + excluded.fact_count
                """,
                replica.bytes, sum.latestAt, sum.factCount)
        }
        sums = [:]
    }
}
