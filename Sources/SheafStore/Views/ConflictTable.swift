import GRDB
import SheafCore

/// The table `conflicts`, replaced scope by scope.
struct ConflictTable {
    let db: Database

    /// - Parameter time: the latest time of a judged fact, asked only for items that are stored anew.
    func replace(_ scope: String, _ items: [Conflict], time: (Conflict) throws -> Int64) throws {
        var old = try stored(scope)
        for item in items {
            let content = item.storedBytes
            guard old.removeValue(forKey: item.id) != content else { continue }
            try db.run(
                """
                INSERT OR REPLACE INTO conflicts (scope, id, record, rule, is_open, is_acknowledged, at, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                scope, item.id.bytes, item.record.bytes, item.rule.rawValue, item.status == .open, item.isAcknowledged,
                try time(item), content)
        }
        for id in old.keys { try db.run("DELETE FROM conflicts WHERE scope = ? AND id = ?", scope, id.bytes) }
    }

    private func stored(_ scope: String) throws -> [ConflictID: [UInt8]] {
        let rows = try db.rows("SELECT id, content FROM conflicts WHERE scope = ?", scope)
        var items: [ConflictID: [UInt8]] = [:]
        while let row = try rows.next() {
            let id = try row.require(ConflictID(Hex.encode(try row.bytes(0))), "conflict id")
            items[id] = try row.bytes(1)
        }
        return items
    }
}
