import GRDB
import SheafCore

/// How many of the held facts a retention leaves out of the state ref.
public struct LeftOut: Hashable, Sendable {
    public fileprivate(set) var factCount = 0
    /// Of these, facts that the remote is not known to have; they wait for nothing.
    public fileprivate(set) var pendingCount = 0
}

extension StoreReader {
    /// Looks only at shards that the retention can concern.
    public func leftOut(by retention: Retention) throws -> LeftOut {
        var leftOut = LeftOut()
        var claims: [(record: RecordID, isPending: Bool)] = []
        var surviving = GreatestFences()
        for (shard, path) in try shards(concernedBy: retention) {
            let rows = try db.rows(
                """
                SELECT record, line, hash, outbox.sequence IS NOT NULL AND facts.sequence NOT IN \(Self.heldBack) FROM facts LEFT JOIN outbox USING (sequence)
                WHERE shard = ?
                """,
                shard)
            while let row = try rows.next() {
                let (record, isPending) = (try row.record(0), row[3] as Bool)
                guard retention.concerns(path, record) else { continue }
                if path.kind == .claim {
                    claims.append((record, isPending))
                    surviving.consider(try row.line(1, hash: 2))
                } else {
                    leftOut.add(isPending)
                }
            }
        }
        let survivors = claims.isEmpty ? [] : surviving.records()
        for claim in claims where !survivors.contains(claim.record) { leftOut.add(claim.isPending) }
        return leftOut
    }

    fileprivate func shards(concernedBy retention: Retention) throws -> [(shard: Int64, path: ShardPath)] {
        guard !retention.keepsEverything else { return [] }
        let cursor = try db.rows("SELECT shard, path FROM shards ORDER BY path")
        var shards: [(Int64, ShardPath)] = []
        while let row = try cursor.next() {
            let path = try row.require(ShardPath(row[1] as String), "path")
            if retention.concerns(path) { shards.append((row[0], path)) }
        }
        return shards
    }
}

extension LeftOut {
    fileprivate mutating func add(_ isPending: Bool) {
        factCount += 1
        if isPending { pendingCount += 1 }
    }
}

extension Transaction {
    /// A policy has changed: what it lets in again is to be projected, and shown as what the next push would reveal.
    ///
    /// - Returns: how many facts are let in again.
    @discardableResult
    public func change(_ former: Retention, to retention: Retention) throws -> Int {
        var admitted: [Int64] = []
        for (shard, path) in try reader().shards(concernedBy: former) {
            let rows = try db.rows("SELECT sequence, record FROM facts WHERE shard = ?", shard)
            while let row = try rows.next() {
                let record = try row.record(1)
                if former.concerns(path, record), !retention.concerns(path, record) { admitted.append(row[0]) }
            }
        }
        for sequence in admitted { try db.run("INSERT OR IGNORE INTO outbox (sequence) VALUES (?)", sequence) }
        // The local tree may be one that was adopted for being equal apart from what was left out: there nothing was joined, and
        // a line that no join lets in would be trusted now. So it is made again.
        if !retention.leavesOutAll(of: former) { try noteProjection(tip: nil, upTo: 0) }
        return admitted.count
    }
}
