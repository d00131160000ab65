import GRDB
import SheafCore

/// What is known about a remote, by its URL.
public struct RemoteRow: Hashable, Sendable {
    public let url: String
    /// The state ref's commit when it was last seen; nil when there was none.
    public let tip: ObjectID?
    /// Lines in that tip's tree; nil when they were never counted.
    public let factCount: Int?
    /// When an exchange last ended well.
    public let syncedAt: Instant?
    /// When somebody typed a command that allows pushing to this URL; nil: nothing may be pushed.
    public let consentedAt: Instant?
}

extension Transaction {
    /// Somebody typed it: facts may be pushed to this URL from now on.
    public func consent(to url: String) throws {
        try db.run(
            """
            INSERT INTO remotes (url, consented_at) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET consented_at = coalesce(consented_at, excluded.consented_at)
            """,
            url, now.milliseconds)
    }

    public func withdrawConsent(to url: String) throws {
        try db.run("UPDATE remotes SET consented_at = NULL WHERE url = ?", url)
    }

    /// An exchange has ended well: the remote has every line that this replica holds, so whatever it had lost is there.
    ///
    /// - Parameter factCount: lines in the tip's tree; nil keeps the last count.
    public func noteExchange(with url: String, tip: ObjectID?, factCount: Int?) throws {
        try db.run(
            """
            INSERT INTO remotes (url, tip, fact_count, synced_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET tip = excluded.tip, fact_count = coalesce(excluded.fact_count, fact_count),
                synced_at = excluded.synced_at
            """,
            url, tip?.hex, factCount, now.milliseconds)
        try mendSetbacks(of: url)
    }

    /// The sidecar holds every fact up to a sequence, and everything its tip holds is held here.
    public func noteProjection(tip: ObjectID?, upTo sequence: Int64) throws {
        try db.run("UPDATE this SET joined_tip = ?, projected = ?", tip?.hex, sequence)
    }

    /// The remote has every fact up to a sequence.
    ///
    /// Facts that look like secrets never went there.
    ///
    /// - Parameters:
    ///   - keeping: paths whose shard is over the limit, so that own facts wait.
    ///   - retention: what it leaves out did not go there either, nor what a policy does that was read since.
    public func clearOutbox(
        upTo sequence: Int64, keeping: Set<ShardPath> = [], leavingOut retention: Retention = .everything
    ) throws {
        let kept = try keeping.compactMap { try facts.shard($0) }.map(String.init).joined(separator: ",")
        let policies = try [retention, self.retention()].filter { !$0.keepsEverything }
        let leftOut = try policies.isEmpty ? [] : reader().outbox(limit: .max)
            .filter { fact in policies.contains { $0.leavesOut(fact.path, fact.line.record) } }.map { String($0.sequence) }
        try db.execute(
            sql: """
                DELETE FROM outbox WHERE sequence <= ? AND sequence NOT IN \(StoreReader.heldBack)
                AND NOT EXISTS (SELECT 1 FROM facts WHERE facts.sequence = outbox.sequence AND shard IN (\(kept)))
                AND sequence NOT IN (\(leftOut.joined(separator: ",")))
                """,
            arguments: [sequence])
    }
}

extension StoreReader {
    public func remote(_ url: String) throws -> RemoteRow? {
        try db.first("SELECT \(Self.remoteColumns) FROM remotes WHERE url = ?", url) { $0.remote }
    }

    public func remotes() throws -> [RemoteRow] {
        let cursor = try db.rows("SELECT \(Self.remoteColumns) FROM remotes ORDER BY url")
        var remotes: [RemoteRow] = []
        while let row = try cursor.next() { remotes.append(row.remote) }
        return remotes
    }

    private static let remoteColumns = "url, tip, fact_count, synced_at, consented_at"

    /// The sidecar's commit whose lines are all held here, and the sequence up to which it holds everything.
    public func projection() throws -> (tip: ObjectID?, sequence: Int64) {
        try db.first("SELECT joined_tip, projected FROM this") { row in
            ((row[0] as String?).flatMap { ObjectID($0) }, row[1])
        } ?? (nil, 0)
    }
}

extension StoredRow {
    fileprivate var remote: RemoteRow {
        RemoteRow(
            url: self[0], tip: (self[1] as String?).flatMap { ObjectID($0) }, factCount: self[2],
            syncedAt: (self[3] as Int64?).map(Instant.init(milliseconds:)),
            consentedAt: (self[4] as Int64?).map(Instant.init(milliseconds:)))
    }
}
