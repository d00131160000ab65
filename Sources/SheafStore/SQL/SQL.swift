import GRDB
import GRDBSQLite

/// Statements as nearly all of the room writes them: cached, and run by SQLite itself. GRDB's own way, with its observers,
/// its boxed arguments and its copied rows, took a fifth of what recording a commit costs.
extension Database {
    /// Runs one statement, inside a transaction.
    func run(_ sql: String, _ arguments: (any SQLArgument)?...) throws {
        // When the disk fails, SQLite may end a transaction by itself: what follows must not be committed piece by piece.
        guard isInsideTransaction else {
            throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction has ended", sql: sql)
        }
        let execution = try Execution(self, sql, arguments)
        defer { execution.reset() }
        while try execution.step() {}
    }

    func rows(_ sql: String, _ arguments: (any SQLArgument)?...) throws -> StoredRows {
        StoredRows(try Execution(self, sql, arguments))
    }

    /// - Parameter read: takes what it needs out of the row; the row is valid only inside it.
    func first<Result>(
        _ sql: String, _ arguments: (any SQLArgument)?..., read: (StoredRow) throws -> Result
    ) throws -> Result? {
        let execution = try Execution(self, sql, arguments)
        defer { execution.reset() }
        return try execution.step() ? read(execution.row()) : nil
    }

    func integer(_ sql: String, _ arguments: (any SQLArgument)?...) throws -> Int64? {
        let execution = try Execution(self, sql, arguments)
        defer { execution.reset() }
        return try execution.step() ? execution.row()[0] : nil
    }

    enum Beginning: String {
        case deferred = "BEGIN DEFERRED"
        case immediate = "BEGIN IMMEDIATE"
    }

    /// GRDB's `inTransaction` prepares these statements anew every time.
    func transact<Result>(_ beginning: Beginning, _ body: () throws -> Result) throws -> Result {
        // Before it is needed: what fails may be for lack of the memory that preparing it takes.
        let rollback = try cachedStatement(sql: "ROLLBACK")
        try cachedStatement(sql: beginning.rawValue).execute()
        do {
            let result = try body()
            guard isInsideTransaction else {
                throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction has ended")
            }
            try cachedStatement(sql: "COMMIT").execute()
            return result
        } catch {
            // The first failure is the one to tell.
            if isInsideTransaction { try? rollback.execute() }
            throw error
        }
    }
}

/// Rows as they are asked for; each is valid until the next one.
final class StoredRows {
    private let execution: Execution

    init(_ execution: Execution) {
        self.execution = execution
    }

    deinit { execution.reset() }

    func next() throws -> StoredRow? { try execution.step() ? execution.row(of: self) : nil }
}

/// One run of a statement. Whoever makes it resets it, which lets the statement be used again.
struct Execution {
    private let database: Database
    private let statement: Statement
    private let pointer: OpaquePointer

    init(_ database: Database, _ sql: String, _ arguments: [(any SQLArgument)?]) throws {
        let cached = try database.cachedStatement(sql: sql)
        // Rows of an outer loop may come from the same statement.
        statement = sqlite3_stmt_busy(cached.sqliteStatement) == 0 ? cached : try database.makeStatement(sql: sql)
        self.database = database
        pointer = statement.sqliteStatement
        guard sqlite3_bind_parameter_count(pointer) == arguments.count else {
            preconditionFailure("BUG: \(arguments.count) arguments for \(sql)")
        }
        for (index, argument) in arguments.enumerated() {
            let code = argument?.bind(to: pointer, at: Int32(index + 1)) ?? sqlite3_bind_null(pointer, Int32(index + 1))
            guard code == SQLITE_OK else { throw failure }
        }
    }

    func row(of owner: StoredRows? = nil) -> StoredRow { StoredRow(pointer, of: owner) }

    /// - Returns: whether there is a row.
    func step() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure
        }
    }

    func reset() { sqlite3_reset(pointer) }

    private var failure: DatabaseError {
        let code = sqlite3_extended_errcode(database.sqliteConnection)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: statement.sql)
    }
}
