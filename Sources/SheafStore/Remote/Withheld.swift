import GRDB
import SheafCore

/// A fact that looks as if it held a secret.
public struct WithheldFact: Hashable, Sendable {
    public enum Decision: String, Hashable, Sendable {
        /// A person says that it is no secret, or one that may be known: it goes out.
        case allowed
        /// It stays here for good.
        case kept
    }

    public let held: HeldFact
    public let field: String
    /// In words, without any of the secret.
    public let finding: String
    /// nil: waits for a person, and does not go out until then.
    public let decision: Decision?

    public init(held: HeldFact, field: String, finding: String, decision: Decision?) {
        self.held = held
        self.field = field
        self.finding = finding
        self.decision = decision
    }
}

extension Transaction {
    /// Keeps a fact out of every tree that is written for a remote from now on. One that was decided about stays as it was
    /// decided.
    ///
    /// - Parameter url: nil: the remote that the outbox is about.
    public func withhold(_ held: HeldFact, _ finding: SecretDetector.FieldFinding, from url: String? = nil) throws {
        try db.run(
            """
            INSERT INTO withheld_from (url, sequence, field, finding, found_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            try StoreReader(db).judge(for: url), held.sequence, finding.field, "\(finding.kind)", now.milliseconds)
    }

    /// A person insists: what was just written goes out although it looks like a secret.
    public func allowSecret(in line: Line, _ finding: SecretDetector.FieldFinding) throws {
        try db.run(
            """
            INSERT INTO withheld_from (url, sequence, field, finding, found_at, decision)
            SELECT (SELECT addressee FROM this), sequence, ?, ?, ?, 'allowed' FROM facts WHERE record = ? AND hash = ? AND is_own = 1
            """,
            finding.field, "\(finding.kind)", now.milliseconds, line.record.bytes, line.hash.bytes)
    }

    /// The local tree is written anew from everything that is held: what is allowed has to get into it.
    public func decide(_ decision: WithheldFact.Decision, about held: HeldFact, for url: String? = nil) throws {
        try db.run(
            "UPDATE withheld_from SET decision = ? WHERE url = ? AND sequence = ?", decision.rawValue,
            try StoreReader(db).judge(for: url), held.sequence)
        try noteProjection(tip: nil, upTo: 0)
    }

    /// The remote has the line already: there is nothing to hold back from it any more.
    func release(_ line: Line, shard: Int64) throws {
        let sequence = "(SELECT sequence FROM facts WHERE shard = ? AND record = ? AND hash = ?)"
        for rows in ["withheld_from WHERE url = (SELECT addressee FROM this) AND", "outbox WHERE"] {
            try db.run("DELETE FROM \(rows) sequence = \(sequence)", shard, line.record.bytes, line.hash.bytes)
        }
    }
}

extension StoreReader {
    /// Sequences that no tree may hold which is written for the remote of the outbox.
    static let heldBack = """
        (SELECT sequence FROM withheld_from
        WHERE url = (SELECT addressee FROM this) AND (decision IS NULL OR decision = 'kept'))
        """

    /// Facts that looked like a secret when they were to be written into a tree, in order of intake.
    ///
    /// - Parameter url: of the remote that the tree is for; nil: the one that the outbox is about.
    public func withheld(from url: String? = nil) throws -> [WithheldFact] {
        let sql = """
            SELECT sequence, path, line, hash, is_signed, is_own, field, finding, decision
            FROM withheld_from JOIN facts USING (sequence) JOIN shards USING (shard) WHERE url = ? ORDER BY sequence
            """
        let cursor = try db.rows(sql, try judge(for: url))
        var found: [WithheldFact] = []
        while let row = try cursor.next() {
            found.append(
                WithheldFact(
                    held: try row.heldFact(), field: row[6], finding: row[7],
                    decision: (row[8] as String?).flatMap(WithheldFact.Decision.init)))
        }
        return found
    }

    /// Facts that wait for the remote, hold text, and were not found to look like a secret before. Members, which are
    /// most of what waits, hold none.
    public func unscannedOutbox() throws -> [HeldFact] {
        let sql = """
            SELECT sequence, path, line, hash, is_signed, is_own FROM outbox JOIN facts USING (sequence) JOIN shards USING (shard)
            WHERE sequence NOT IN (SELECT sequence FROM withheld_from WHERE url = (SELECT addressee FROM this))
            AND instr(line, CAST('"kind":"member"' AS BLOB)) = 0 ORDER BY sequence
            """
        let cursor = try db.rows(sql)
        var facts: [HeldFact] = []
        while let row = try cursor.next() { facts.append(try row.heldFact()) }
        return facts
    }
}
