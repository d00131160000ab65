import GRDB
import GRDBSQLite

/// How much of the write-ahead log is in use, as the connection's latest commit left it. The file itself may be longer:
/// a log that was moved into the database is written over from its beginning.
final class LogLength: Sendable {
    /// A page and its header. Source: https://sqlite.org/fileformat2.html#walformat
    private static let frameByteCount = 4096 + 24

    private let frameCount = Locked(Int32(0))

    var byteCount: Int { Int(frameCount.with(\.self)) * Self.frameByteCount }

    /// - Parameter queue: must not outlive this.
    func follow(_ queue: DatabaseQueue) {
        let context = Unmanaged.passUnretained(frameCount).toOpaque()
        queue.inDatabase { db in
            _ = sqlite3_wal_hook(
                db.sqliteConnection,
                { context, _, _, count in
                    guard let context else { return SQLITE_OK }
                    Unmanaged<Locked<Int32>>.fromOpaque(context).takeUnretainedValue().with { $0 = count }
                    return SQLITE_OK
                }, context)
        }
    }
}
