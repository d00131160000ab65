import Foundation
import GRDB

extension Store {
    /// Free pages that make a copy of the whole database worth while: a tenth of it, and at least so much.
    private static let freeByteCountMin = 64 << 10

    /// The database and its write-ahead log, in bytes.
    public var byteCount: Int {
        [directory.database, directory.database + "-wal"].reduce(0) { $0 + (FileIdentity(path: $1)?.byteCount ?? 0) }
    }

    /// Empties the write-ahead log and, where it is worth while, writes the database anew without its free pages. Readers
    /// in other processes only postpone it.
    ///
    /// - Returns: whether free pages were given back.
    /// - Throws: `StoreError.diskFull`: the copy needs room for a second database; nothing is lost.
    @discardableResult
    public func compact() throws -> Bool {
        let isCompacted = try alone { db in
            func value(_ pragma: String) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0 }
            let (pages, free, pageByteCount) = (try value("page_count"), try value("freelist_count"), try value("page_size"))
            guard free * pageByteCount >= Self.freeByteCountMin, free * 10 >= pages else { return false }
            try db.execute(sql: "VACUUM")
            return true
        }
        _ = try checkpoint()
        return isCompacted
    }
}
