import GRDB
import SheafCore

extension Transaction {
    /// Replaces what was decided about the replica before.
    public func decide(_ decision: TrustDecision) throws {
        let (validity, reason): (TrustDecision.Validity?, String?) =
            switch decision.verdict {
            case .trusted(let validity): (validity, nil)
            case .revoked(let reason): (nil, reason)
            }
        try db.run(
            """
            INSERT OR REPLACE INTO trust
                (replica, verdict, name, reason, valid_after, valid_before, decided_by, decided_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            decision.replica.bytes, decision.isRevoked ? "revoked" : "trusted", decision.name, reason,
            validity?.after?.milliseconds, validity?.before?.milliseconds, decision.decidedBy,
            decision.decidedAt.milliseconds)
    }
}

extension StoreReader {
    /// By replica; empty where nobody has decided anything.
    public func trustDecisions() throws -> [TrustDecision] {
        let sql = """
            SELECT replica, verdict, name, reason, valid_after, valid_before, decided_by, decided_at FROM trust
            ORDER BY replica
            """
        let cursor = try db.rows(sql)
        var decisions: [TrustDecision] = []
        while let row = try cursor.next() {
            let validity = TrustDecision.Validity(
                after: (row[4] as Int64?).map(Instant.init(milliseconds:)),
                before: (row[5] as Int64?).map(Instant.init(milliseconds:)))
            decisions.append(
                TrustDecision(
                    replica: try row.replica(0),
                    verdict: row[1] as String == "revoked" ? .revoked(reason: row[3]) : .trusted(validity),
                    name: row[2], decidedBy: row[6], decidedAt: Instant(milliseconds: row[7])))
        }
        return decisions
    }
}
