import GRDB
import SheafCore

/// What is known about one remote, by the URL that it is pushed to.
public struct RemoteState: Hashable, Sendable {
    public let url: String
    /// The tip after the last exchange that ended in sync.
    public let tip: ObjectID?
    /// Facts in that tip's tree.
    public let factCount: Int?
    /// The last exchange that ended in sync.
    public let syncedAt: Instant?
    /// When somebody allowed sending to this URL.
    public let consentedAt: Instant?
}

extension StoreReader {
    /// nil for a URL that nothing is known about.
    public func remote(url: String) throws -> RemoteState? {
        try db.first("SELECT tip, fact_count, synced_at, consented_at FROM remotes WHERE url = ?", url) { row in
            RemoteState(
                url: url, tip: (row[0] as String?).flatMap { ObjectID($0) }, factCount: row[1],
                syncedAt: (row[2] as Int64?).map(Instant.init(milliseconds:)),
                consentedAt: (row[3] as Int64?).map(Instant.init(milliseconds:)))
        }
    }
}

extension Transaction {
    /// Somebody typed a command that allows sending this repository's state to the URL.
    public func consent(to url: String) throws {
        try db.run(
            """
            INSERT INTO remotes (url, consented_at) VALUES (?, ?)
            ON CONFLICT (url) DO UPDATE SET consented_at = coalesce(consented_at, excluded.consented_at)
            """, url, now.milliseconds)
    }

    /// An exchange ended in sync.
    ///
    /// - Parameters:
    ///   - tip: what the remote's ref names; nil when the remote has none and nothing is held.
    ///   - sequence: every fact up to it is on the remote.
    public func setSynced(url: String, tip: ObjectID?, upTo sequence: Int64) throws {
        try db.run("DELETE FROM outbox WHERE sequence <= ?", sequence)
        let factCount = try db.integer("SELECT count(*) FROM facts WHERE sequence <= ?", sequence)
        try db.run(
            """
            INSERT INTO remotes (url, tip, fact_count, synced_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE
            SET tip = excluded.tip, fact_count = excluded.fact_count, synced_at = excluded.synced_at
            """, url, tip?.hex, factCount, now.milliseconds)
    }
}
