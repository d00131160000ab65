import Foundation
import GRDB
import SheafCore

/// Which conflicts to list; nil does not filter.
public struct ConflictFilter: Hashable, Sendable {
    /// Listed under the session, or about a commit that it shares.
    public var session: RecordID?
    /// The latest judged fact is at or after.
    public var since: Instant?
    public var status: Conflict.Status?
    public var includesAcknowledged: Bool

    public init(
        session: RecordID? = nil, since: Instant? = nil, status: Conflict.Status? = nil, includesAcknowledged: Bool = false
    ) {
        self.session = session
        self.since = since
        self.status = status
        self.includesAcknowledged = includesAcknowledged
    }
}

extension StoreReader {
    /// In the order of every list: `Conflict.listed`.
    public func conflicts(_ filter: ConflictFilter = ConflictFilter()) throws -> [Conflict] {
        let sql = """
            SELECT content FROM conflicts WHERE at >= ?1 AND (?2 IS NULL OR is_open = ?2)
            AND (?3 OR NOT is_acknowledged)
            """
        let since = filter.since?.milliseconds ?? .min
        let isOpen = filter.status.map { $0 == .open }
        guard let session = filter.session else {
            return try items(try db.rows(sql, since, isOpen, filter.includesAcknowledged))
        }
        let ofSession = """
            \(sql) AND (record = ?4 OR scope IN (
                SELECT 'commit:' || lower(hex(member)) FROM members
                WHERE is_shared = 1 AND view = (SELECT view FROM views WHERE record = ?4 AND kind = 'sessions')))
            """
        return try items(try db.rows(ofSession, since, isOpen, filter.includesAcknowledged, session.bytes))
    }

    /// Acknowledged items included.
    ///
    /// - Parameter prefix: of the id, lower-case hex digits; anything else finds nothing.
    public func conflicts(idPrefix prefix: String) throws -> [Conflict] {
        guard prefix.utf8.count <= 64, let range = HexPrefix(prefix, byteCount: 32) else { return [] }
        let cursor = try db.rows("SELECT content FROM conflicts WHERE id >= ? AND id <= ?", range.first, range.last)
        return try items(cursor)
    }

    /// Unacknowledged items that a person must settle.
    public func openConflictCount() throws -> Int {
        Int(try db.integer("SELECT count(DISTINCT id) FROM conflicts WHERE is_open AND NOT is_acknowledged") ?? 0)
    }

    /// What was judged: the facts of the item that are held, by time.
    public func facts(of conflict: Conflict) throws -> [HeldFact] {
        var found: [LineHash: HeldFact] = [:]
        // Line by line: a session may hold thousands of facts, and there may be an item for each of its commits.
        for key in try records(of: conflict) {
            for hash in conflict.lines where found[hash] == nil { found[hash] = try fact(hash, of: key) }
        }
        return HeldFact.byTime(found.values)
    }

    private func records(of conflict: Conflict) throws -> [RecordKey] {
        if conflict.rule == .sharedCommit, let commit = ObjectID(conflict.field.dropFirst("commit:".count)) {
            let sql = "SELECT record FROM members JOIN views USING (view) WHERE member = ?"
            return try recordKeys(.session, try db.rows(sql, commit.bytes))
        }
        if conflict.rule == .claim {
            let sql = "SELECT record FROM claims JOIN views USING (view) WHERE subject = ?"
            return try recordKeys(.claim, try db.rows(sql, String(conflict.field.dropFirst("claim:".count))))
        }
        return try records(conflict.record)
    }

    private func recordKeys(_ kind: RecordKind, _ cursor: StoredRows) throws -> [RecordKey] {
        var keys: [RecordKey] = []
        while let row = try cursor.next() { keys.append(RecordKey(kind, try row.record(0))) }
        return keys
    }

    /// The records with this id: one, unless kinds that this version does not know use it too.
    private func records(_ id: RecordID) throws -> [RecordKey] {
        let cursor = try db.rows("SELECT kind FROM views WHERE record = ?", id.bytes)
        var records: [RecordKey] = []
        while let row = try cursor.next() {
            records.append(RecordKey(try row.require(RecordKind(row[0] as String), "kind of record"), id))
        }
        return records
    }

    private func items(_ cursor: StoredRows) throws -> [Conflict] {
        var items: [Conflict] = []
        while let row = try cursor.next() { items.append(try Conflict(storedBytes: try row.bytes(0))) }
        return Conflict.listed(items)
    }
}

/// The range of byte strings of one length that begin with hex digits, whole or half bytes.
struct HexPrefix {
    let first: [UInt8]
    let last: [UInt8]

    /// - Parameter text: at most two digits a byte, else nil.
    init?(_ text: some StringProtocol, byteCount: Int) {
        let digits = Array(text.utf8)
        guard digits.count <= byteCount * 2, digits.allSatisfy({ Hex.nibble($0) != nil }) else { return nil }
        let missing = byteCount * 2 - digits.count
        guard let first = Hex.decode(digits + [UInt8](repeating: UInt8(ascii: "0"), count: missing)),
            let last = Hex.decode(digits + [UInt8](repeating: UInt8(ascii: "f"), count: missing))
        else { return nil }
        self.first = first
        self.last = last
    }
}
