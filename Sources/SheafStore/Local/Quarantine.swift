import Foundation
import GRDB
import SheafCore

/// Something of a remote's tree that did not pass L0. All of it is foreign bytes: show it escaped only.
public struct QuarantinedItem: Hashable, Sendable {
    public static let sampleByteCountMax = 256

    /// The remote that sent it.
    public let source: String
    /// The path as received, not always valid.
    public let path: String
    /// nil when the place has no object of its own.
    public let object: ObjectID?
    public let failure: StructuralFailure
    /// The first bytes.
    public let sample: [UInt8]

    public init(source: String, path: String, object: ObjectID?, failure: StructuralFailure, sample: [UInt8]) {
        self.source = source
        self.path = path
        self.object = object
        self.failure = failure
        self.sample = Array(sample.prefix(Self.sampleByteCountMax))
    }
}

/// An item with how often and when it was met.
public struct QuarantineRow: Hashable, Sendable {
    public let item: QuarantinedItem
    public let count: Int
    public let firstSeen: Instant
    public let lastSeen: Instant
}

extension Transaction {
    /// Rows kept; the ones not met for longest make room.
    public static let quarantineRowCountMax = 10_000

    /// Notes items; one that is known is counted again.
    public func quarantine(_ items: some Sequence<QuarantinedItem>) throws {
        var count = 0
        for item in items {
            try db.run(
                """
                INSERT INTO quarantine (source, path, object, failure, sample, count, first_seen, last_seen)
                VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6)
                ON CONFLICT DO UPDATE SET count = count + 1, last_seen = excluded.last_seen
                """,
                item.source, item.path, item.object?.hex ?? "", item.failure.rawValue, item.sample,
                now.milliseconds)
            count += 1
            if count.isMultiple(of: 1000) { try trimQuarantine() }
        }
        try trimQuarantine()
    }

    /// A remote was cleaned up or given up.
    public func clearQuarantine(source: String) throws {
        try db.run("DELETE FROM quarantine WHERE source = ?", source)
    }

    private func trimQuarantine() throws {
        try db.run(
            """
            DELETE FROM quarantine WHERE item IN (
                SELECT item FROM quarantine ORDER BY last_seen DESC, item DESC LIMIT -1 OFFSET \(Self.quarantineRowCountMax))
            """)
    }
}

extension StoreReader {
    /// The latest met first.
    public func quarantine(limit: Int = Transaction.quarantineRowCountMax) throws -> [QuarantineRow] {
        let sql = """
            SELECT source, path, object, failure, sample, count, first_seen, last_seen FROM quarantine
            ORDER BY last_seen DESC, item DESC LIMIT ?
            """
        let cursor = try db.rows(sql, limit)
        var rows: [QuarantineRow] = []
        while let row = try cursor.next() {
            let failure = try row.require(StructuralFailure(rawValue: row[3]), "failure")
            let item = QuarantinedItem(
                source: row[0], path: row[1], object: ObjectID(row[2] as String), failure: failure,
                sample: try row.bytes(4))
            rows.append(
                QuarantineRow(
                    item: item, count: row[5], firstSeen: Instant(milliseconds: row[6]),
                    lastSeen: Instant(milliseconds: row[7])))
        }
        return rows
    }

    public func quarantineCount() throws -> Int { Int(try db.integer("SELECT count(*) FROM quarantine") ?? 0) }
}
