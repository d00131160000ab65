import Foundation
import GRDB
import SheafCore

extension Transaction {
    /// Signs a claim and keeps it outside the joined set until its push is settled.
    ///
    /// Durable before it is pushed: a line in the remote that its writer has forgotten would look like a copied database.
    /// - Parameter record: random, never used before.
    public func attempt(_ claim: FactBody.Claim, record: RecordID) throws -> ArrivedLine {
        let key = RecordKey(.claim, record)
        guard let path = ShardPath(kind: .claim, record: record) else {
            preconditionFailure("BUG: the id of a claim has a time outside 2000-2099")
        }
        let fact = try sign(.claim(claim), to: key, after: RecordDraft(), isHuman: false)
        try db.run(
            "INSERT INTO attempts (record, path, line, begun_at) VALUES (?, ?, ?, ?)",
            record.bytes, path.description, fact.line.bytes, now.milliseconds)
        return ArrivedLine(path: path, line: fact.line)
    }

    /// Ends an attempt: in force, its line becomes a fact that the remote has; otherwise it is forgotten.
    public func settleAttempt(_ record: RecordID, isInForce: Bool) throws {
        let attempt = try StoreReader(db).attempts().first { $0.line.record == record }
        if isInForce, let attempt { try intake([ReceivedLine(attempt, isSigned: true)], from: .remote) }
        try db.run("DELETE FROM attempts WHERE record = ?", record.bytes)
    }
}

extension StoreReader {
    /// Own claims whose push is not settled.
    public func attempts() throws -> [ArrivedLine] {
        let cursor = try db.rows("SELECT path, line FROM attempts ORDER BY record")
        var attempts: [ArrivedLine] = []
        while let row = try cursor.next() {
            let path = try row.require(ShardPath(row[0] as String), "path")
            attempts.append(ArrivedLine(path: path, line: try row.require(try? Line(bytes: try row.bytes(1)), "line")))
        }
        return attempts
    }

    /// Every claim that counts in a record, by line hash; none when it is no claim record that is held.
    public func claims(in record: RecordID) throws -> [ClaimView] { try ClaimTable(db: db).claims(in: record) }

    /// Every held claim of a subject, any order.
    public func claims(on subject: String) throws -> [ClaimView] { try ClaimTable(db: db).claims(on: subject) }
}
