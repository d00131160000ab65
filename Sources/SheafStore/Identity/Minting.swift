import GRDB
import SheafCore

/// When and why this database began to write as a new replica.
public struct Minting: Hashable, Sendable {
    public let at: Instant
    public let reason: ReplicaIdentity.Reason
    public let replica: ReplicaID
    /// nil for the first one.
    public let before: ReplicaID?
}

extension Transaction {
    func noteMinting(of replica: ReplicaID, insteadOf old: ReplicaID?, because reason: ReplicaIdentity.Reason) throws {
        try db.run(
            "INSERT INTO mintings (at, reason, replica, before) VALUES (?, ?, ?, ?)", now.milliseconds, reason.rawValue,
            replica.bytes, old?.bytes)
    }
}

extension StoreReader {
    /// The latest first.
    public func mintings() throws -> [Minting] {
        let cursor = try db.rows("SELECT at, reason, replica, before FROM mintings ORDER BY minting DESC")
        var mintings: [Minting] = []
        while let row = try cursor.next() {
            mintings.append(
                Minting(
                    at: Instant(milliseconds: row[0]),
                    reason: try row.require(ReplicaIdentity.Reason(rawValue: row[1]), "reason of a minting"),
                    replica: try row.replica(2), before: row.isNull(3) ? nil : try row.replica(3)))
        }
        return mintings
    }
}
