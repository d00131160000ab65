import Foundation
import GRDB
import SheafCore

extension Database {
    /// Runs one cached statement.
    func run(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws {
        try cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    func rows(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> RowCursor {
        try Row.fetchCursor(try cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    /// - Parameter read: takes what it needs out of the row; the row is valid only inside it.
    func first<Result>(
        _ sql: String, _ arguments: (any DatabaseValueConvertible)?..., read: (Row) throws -> Result
    ) throws -> Result? {
        let cursor = try Row.fetchCursor(try cachedStatement(sql: sql), arguments: StatementArguments(arguments))
        return try cursor.next().map(read)
    }

    func integer(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> Int64? {
        try Int64.fetchOne(try cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }
}

extension Row {
    /// A BLOB column; empty for NULL.
    func bytes(_ column: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: column) { $0.map { Array($0) } ?? [] }
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

extension RecordID { var data: Data { Data(bytes) } }
extension ReplicaID { var data: Data { Data(bytes) } }
extension LineHash { var data: Data { Data(bytes) } }
extension ObjectID { var data: Data { Data(bytes) } }

extension ConflictID {
    var data: Data { Data(Hex.decode(Array(hex.utf8)) ?? []) }
}

extension MemberKey {
    /// The key of the table `members`: a commit's 20 or 32 bytes, a pull request's number in 4.
    var data: Data {
        switch self {
        case .commit(let id): id.data
        case .pullRequest(let number):
            Data((0..<4).map { UInt8(truncatingIfNeeded: number >> Int64(24 - 8 * $0)) })
        }
    }
}
