import GRDB
import SheafCore

/// The table `views`: what the facts of one record mean.
struct ViewTable {
    let db: Database

    /// Records folded in one go: bounds the memory of a large fold.
    private static let recordCountMax = 256

    struct Stored {
        let view: Int64
        let content: RecordFold.Content
        let columns: Columns
    }

    /// What views are looked up by; each is nil where it means nothing.
    struct Columns: Equatable {
        var author: String?
        var idleEnd: Int64?

        var idleHour: Int64? { idleEnd.map(ViewTable.hour) }
    }

    /// - Parameter milliseconds: unix ms.
    static func hour(of milliseconds: Int64) -> Int64 { milliseconds / 3_600_000 }

    /// Hashes that the next writer names, ascending; none for a record that nobody wrote to.
    func heads(of key: RecordKey) throws -> [LineHash] {
        let sql = "SELECT heads FROM views WHERE record = ? AND kind = ?"
        return try db.first(sql, key.id.bytes, key.kind.name) { try $0.hashes(0) } ?? []
    }

    func stored(_ key: RecordKey) throws -> Stored? {
        let sql = "SELECT view, content, author, idle_end FROM views WHERE record = ? AND kind = ?"
        return try db.first(sql, key.id.bytes, key.kind.name) { row in
            Stored(
                view: row[0], content: try RecordFold.Content(storedBytes: try row.bytes(1)),
                columns: Columns(author: row[2], idleEnd: row[3]))
        }
    }

    func insert(_ key: RecordKey) throws -> Int64 {
        try db.run(
            """
            INSERT INTO views (kind, record, content, heads, acknowledged, node_count, ignored_count)
            VALUES (?, ?, ?, x'', x'', 0, 0)
            """,
            key.kind.name, key.id.bytes, RecordFold.Content.none.storedBytes)
        return db.lastInsertedRowID
    }

    func update(_ view: Int64, _ fold: RecordFold, _ columns: Columns) throws {
        try db.run(
            """
            UPDATE views SET content = ?, heads = ?, acknowledged = ?, node_count = ?, ignored_count = ?, idle_end = ?
            WHERE view = ?
            """,
            fold.content.storedBytes, fold.heads.flatMap(\.bytes), fold.acknowledged.sorted().flatMap(\.bytes),
            fold.nodeCount, fold.ignored.count, columns.idleEnd, view)
    }

    /// Indexed columns, apart from `update`, so that an unchanged one does not rewrite its index.
    func updateIndexed(_ view: Int64, from old: Columns, to new: Columns) throws {
        if old.idleHour != new.idleHour { try db.run("UPDATE views SET idle_hour = ? WHERE view = ?", new.idleHour, view) }
        if old.author != new.author { try db.run("UPDATE views SET author = ? WHERE view = ?", new.author, view) }
    }

    /// Folds the records in portions; what one portion judged too early, a later one judges again.
    func fold(_ records: Set<RecordKey>, in storage: SQLiteViews) throws {
        let records = records.sorted()
        for start in stride(from: 0, to: records.count, by: Self.recordCountMax) {
            var update = ViewUpdate(storage)
            try update.fold(records[start..<min(start + Self.recordCountMax, records.count)])
        }
    }
}

extension ViewTable.Columns {
    init(_ content: RecordFold.Content) {
        guard case .session(let view) = content else { return }
        author = view.author.text
        idleEnd = view.end == nil ? view.idleEnd : nil
    }
}
