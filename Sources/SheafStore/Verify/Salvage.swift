import GRDB
import SheafCore

/// What can still be read of a damaged database.
public struct Salvage: Sendable {
    /// Lines whose bytes, hash and place agree; their signatures are unchecked.
    public private(set) var lines: [ArrivedLine] = []
    /// Facts that could not be read.
    public private(set) var lostCount = 0

    /// Of nothing.
    init() {}

    /// Leaves out what another database holds, which nobody has open.
    mutating func leaveOut(heldIn path: String) throws {
        let sql = "SELECT 1 FROM facts JOIN shards USING (shard) WHERE path = ? AND record = ? AND hash = ?"
        lines = try DatabaseQueue(path: path).read { db in
            try lines.filter { arrived in
                let (path, line) = (arrived.path.description, arrived.line)
                return try db.integer(sql, path, line.record.bytes, line.hash.bytes) == nil
            }
        }
    }

    /// Damage at the end of the table would be an endless walk.
    private static let missesInARowMax = 20_000

    /// Reads every fact by itself, so that a damaged page costs only its own.
    ///
    /// - Parameter path: a damaged database; it is not written to.
    /// - Throws: `StoreError` when the disk refuses now and the file may be as sound as ever: a full disk has no room for
    ///   the index of the log, for one.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        do {
            try DatabaseQueue(path: path, configuration: configuration).read { db in
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
                walk(db)
            }
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: return
            default: throw StoreError.mapping(error, path: path)
            }
        }
    }

    private mutating func walk(_ db: Database) {
        let last = (try? db.integer("SELECT max(sequence) FROM facts")) ?? nil
        var sequence: Int64 = 1
        var misses = 0
        while last.map({ sequence <= $0 }) ?? true, misses < Self.missesInARowMax {
            if let line = Self.line(sequence, db) {
                lines.append(line)
                lostCount += misses
                misses = 0
            } else {
                misses += 1
            }
            sequence += 1
        }
        if last != nil { lostCount += misses }
    }

    private static func line(_ sequence: Int64, _ db: Database) -> ArrivedLine? {
        let sql = "SELECT path, line, hash FROM facts JOIN shards USING (shard) WHERE sequence = ?"
        let found = try? db.first(sql, sequence) { row -> ArrivedLine? in
            guard let path = ShardPath(row[0] as String) else { return nil }
            let line = try row.line(1, hash: 2)
            return path.holds(line.record) ? ArrivedLine(path: path, line: line) : nil
        }
        return found.flatMap(\.self).flatMap(\.self)
    }
}
