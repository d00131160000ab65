import GRDB
import SheafCore

/// One table of views as rows that mean the same in every database: without row numbers, in a fixed order.
struct ViewComparison {
    let table: String
    private let key: String
    private let sql: String

    /// - Parameters:
    ///   - key: an expression that names a row.
    ///   - values: expressions that must be equal.
    private init(_ table: String, key: String, values: String, from source: String? = nil) {
        self.table = table
        self.key = key
        sql = "SELECT \(key) AS row_key, \(values) FROM \(source ?? table) ORDER BY row_key"
    }

    static let tables = [
        ViewComparison(
            "views", key: "kind || '/' || lower(hex(record))",
            values: "content, heads, acknowledged, node_count, ignored_count, author, idle_end, idle_hour"),
        ViewComparison(
            "members", key: "lower(hex(member)) || ' in ' || lower(hex(record))", values: "is_primary, is_shared",
            from: "members JOIN views USING (view)"),
        ViewComparison(
            "removals", key: "lower(hex(member)) || ' in ' || lower(hex(record))", values: "1",
            from: "removals JOIN views USING (view)"),
        ViewComparison(
            "claims", key: "subject || ' in ' || lower(hex(record))", values: "1", from: "claims JOIN views USING (view)"),
        ViewComparison(
            "conflicts", key: "scope || '/' || lower(hex(id))",
            values: "record, rule, is_open, is_acknowledged, at, content"),
        ViewComparison("replicas", key: "lower(hex(replica))", values: "latest_at, fact_count"),
    ]

    /// Rows that only one side has, or that differ.
    func differences(_ stored: Database, _ folded: Database) throws -> [Finding] {
        let (left, right) = (try Row.fetchCursor(stored, sql: sql), try Row.fetchCursor(folded, sql: sql))
        var (first, second) = (try left.next()?.copy(), try right.next()?.copy())
        var findings: [Finding] = []
        while findings.count < Verification.findingCountMax {
            switch (first, second) {
            case (nil, nil): return findings
            case (let one?, let two?) where one == two:
                (first, second) = (try left.next()?.copy(), try right.next()?.copy())
            case (let one?, let two) where two.map({ Self.key(one) <= Self.key($0) }) ?? true:
                findings.append(.view(table: table, key: Self.key(one)))
                if let two, Self.key(one) == Self.key(two) { second = try right.next()?.copy() }
                first = try left.next()?.copy()
            case (_, let two):
                findings.append(.view(table: table, key: two.map(Self.key) ?? ""))
                second = try right.next()?.copy()
            }
        }
        return findings
    }

    /// SHA-256 over every row of every view: databases with equal views give equal sums.
    static func checksum(_ db: Database) throws -> Checksum {
        var sum = Checksum.Sum()
        for table in tables {
            sum.add(Array("\(table.table)\n".utf8))
            let rows = try Row.fetchCursor(db, sql: table.sql)
            while let row = try rows.next() { for value in row.databaseValues { sum.add(encoded(value)) } }
        }
        return sum.checksum
    }

    /// Its type, its length, itself: no two rows have the same bytes.
    private static func encoded(_ value: DatabaseValue) -> [UInt8] {
        let (type, bytes): (Character, [UInt8]) = switch value.storage {
        case .null: ("n", [])
        case .int64(let number): ("i", Array("\(number)".utf8))
        case .double(let number): ("d", Array("\(number)".utf8))
        case .string(let text): ("t", Array(text.utf8))
        case .blob(let data): ("b", Array(data))
        }
        return Array("\(type)\(bytes.count) ".utf8) + bytes
    }

    /// ASCII, so that Swift orders it as SQLite does.
    private static func key(_ row: Row) -> String { row[0] }
}
