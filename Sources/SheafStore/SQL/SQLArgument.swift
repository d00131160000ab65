import GRDBSQLite
import SheafCore

/// A value that a statement takes.
protocol SQLArgument {
    /// - Returns: SQLite's result code.
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// SQLite copies what it is given: the value may be gone before the statement runs.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: SQLArgument {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, self) }
}

extension Int: SQLArgument {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { Int64(self).bind(to: statement, at: index) }
}

extension Bool: SQLArgument {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int(statement, index, self ? 1 : 0) }
}

extension String: SQLArgument {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // A null pointer would mean NULL.
                guard let start = characters.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
                return sqlite3_bind_text(statement, index, start, Int32(characters.count), copied)
            }
        }
    }
}

extension [UInt8]: SQLArgument {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        guard !isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return sqlite3_bind_blob(statement, index, self, Int32(count), copied)
    }
}


extension ConflictID {
    var bytes: [UInt8] { Hex.decode(Array(hex.utf8)) ?? [] }
}

extension MemberKey {
    /// The key of the table `members`: a commit's 20 or 32 bytes, a pull request's number in 4.
    var bytes: [UInt8] {
        switch self {
        case .commit(let id): id.bytes
        case .pullRequest(let number): (0..<4).map { UInt8(truncatingIfNeeded: number >> Int64(24 - 8 * $0)) }
        }
    }
}
