import Foundation
import GRDB
import SheafCore

/// Something received that did not pass L0.
public struct QuarantineItem: Hashable, Sendable {
    /// The remote that sent it.
    public let source: String
    /// As received, untrusted.
    public let path: String
    public let object: String
    /// The name of a `StructuralFailure`.
    public let failure: String
    /// First bytes of a bad line, untrusted; empty for a bad entry.
    public let sample: [UInt8]
    public let count: Int
    public let firstSeen: Instant
    public let lastSeen: Instant
}

extension StoreReader {
    /// Latest first.
    public func quarantine(limit: Int) throws -> [QuarantineItem] {
        let cursor = try db.rows(
            """
            SELECT source, path, object, failure, sample, count, first_seen, last_seen FROM quarantine
            ORDER BY last_seen DESC, item LIMIT ?
            """, limit)
        var items: [QuarantineItem] = []
        while let row = try cursor.next() {
            items.append(
                QuarantineItem(
                    source: row[0], path: row[1], object: row[2], failure: row[3], sample: try row.bytes(4),
                    count: row[5], firstSeen: Instant(milliseconds: row[6]), lastSeen: Instant(milliseconds: row[7])))
        }
        return items
    }

    public func quarantineCount() throws -> Int { Int(try db.integer("SELECT count(*) FROM quarantine") ?? 0) }
}

extension Transaction {
    /// The oldest items make room for new ones.
    private static let quarantineCountMax = 10_000

    /// Keeps aside what a join has dropped; the same thing met again is only counted.
    public func quarantine(_ rejected: Rejected, from source: String) throws {
        try db.run(
            """
            INSERT INTO quarantine (source, path, object, failure, sample, count, first_seen, last_seen)
            VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6)
            ON CONFLICT (source, path, object, failure, sample)
            DO UPDATE SET count = count + 1, last_seen = excluded.last_seen
            """,
            source, rejected.path, rejected.object.hex, rejected.failure.rawValue, Data(rejected.excerpt),
            now.milliseconds)
        let excess = (try db.integer("SELECT count(*) FROM quarantine") ?? 0) - Int64(Self.quarantineCountMax)
        guard excess > 0 else { return }
        try db.run(
            "DELETE FROM quarantine WHERE item IN (SELECT item FROM quarantine ORDER BY last_seen, item LIMIT ?)", excess)
    }
}
