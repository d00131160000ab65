import GRDBSQLite
import SheafCore

/// A value that a column gives. What type it has, the table says: they are STRICT.
protocol SQLColumn {
    init(_ statement: OpaquePointer, _ column: Int32)
}

extension Int64: SQLColumn {
    init(_ statement: OpaquePointer, _ column: Int32) { self = sqlite3_column_int64(statement, column) }
}

extension Int: SQLColumn {
    init(_ statement: OpaquePointer, _ column: Int32) { self.init(sqlite3_column_int64(statement, column)) }
}

extension Bool: SQLColumn {
    init(_ statement: OpaquePointer, _ column: Int32) { self = sqlite3_column_int64(statement, column) != 0 }
}

extension String: SQLColumn {
    init(_ statement: OpaquePointer, _ column: Int32) {
        let start = sqlite3_column_text(statement, column)
        let bytes = UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
        self.init(decoding: bytes, as: UTF8.self)
    }
}

/// A row where SQLite has it; valid until its statement goes on.
struct StoredRow {
    private let statement: OpaquePointer
    /// Resets the statement when it goes.
    private let owner: StoredRows?

    init(_ statement: OpaquePointer, of owner: StoredRows?) {
        self.statement = statement
        self.owner = owner
    }

    subscript<Value: SQLColumn>(_ column: Int) -> Value { Value(statement, Int32(column)) }

    /// nil for NULL.
    subscript<Value: SQLColumn>(_ column: Int) -> Value? {
        isNull(column) ? nil : Value(statement, Int32(column))
    }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    /// A BLOB column; empty for NULL.
    func bytes(_ column: Int) throws -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }

    /// A column that holds a value with a failable initializer.
    func require<Value>(_ value: Value?, _ what: String) throws -> Value {
        guard let value else { throw RowFailure(detail: "a stored \(what) cannot be read") }
        return value
    }

    func record(_ column: Int) throws -> RecordID { try require(RecordID(bytes: try bytes(column)), "record id") }
    func replica(_ column: Int) throws -> ReplicaID { try require(ReplicaID(bytes: try bytes(column)), "replica") }

    func hashes(_ column: Int) throws -> [LineHash] {
        let bytes = try bytes(column)
        return try stride(from: 0, to: bytes.count, by: 32).map { start in
            try require(LineHash(bytes: bytes[start...].prefix(32)), "hash")
        }
    }
}
