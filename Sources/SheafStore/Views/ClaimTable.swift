import GRDB
import SheafCore

/// What claims are found by: the table `claims`.
struct ClaimTable {
    let db: Database

    /// Every claim that counts for a subject, any order.
    func claims(on subject: String) throws -> [ClaimView] {
        let sql = "SELECT content FROM claims JOIN views USING (view) WHERE subject = ?"
        let rows = try db.rows(sql, subject)
        var claims: [ClaimView] = []
        while let row = try rows.next() {
            claims += try RecordFold.Content(storedBytes: try row.bytes(0)).claims.filter { $0.claim.subject == subject }
        }
        return claims
    }

    /// Every claim that counts in a record, by line hash.
    func claims(in record: RecordID) throws -> [ClaimView] {
        let sql = "SELECT content FROM views WHERE record = ? AND kind = 'claims'"
        return try db.first(sql, record.bytes) { try RecordFold.Content(storedBytes: try $0.bytes(0)) }?.claims ?? []
    }

    func replace(of view: Int64, _ old: [ClaimView], _ new: [ClaimView]) throws {
        let (old, new) = (Set(old.map(\.claim.subject)), Set(new.map(\.claim.subject)))
        for subject in old.subtracting(new) { try db.run("DELETE FROM claims WHERE subject = ? AND view = ?", subject, view) }
        for subject in new.subtracting(old) { try db.run("INSERT INTO claims (subject, view) VALUES (?, ?)", subject, view) }
    }
}
