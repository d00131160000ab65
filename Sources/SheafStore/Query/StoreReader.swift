import GRDB
import SheafCore

/// Questions to one consistent state of the store. Valid inside the closure that it was given to only.
public struct StoreReader {
    let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func viewsVersion() throws -> Int {
        Int(try db.integer("SELECT views_version FROM this") ?? 0)
    }

    /// The replica that this database was bound to; nil before the first.
    public func replica() throws -> ReplicaID? {
        try db.first("SELECT replica FROM this") { ReplicaID(bytes: try $0.bytes(0)) } ?? nil
    }

    /// Why a new replica has to be minted before the next write; nil when it need not.
    public func mintReason() throws -> ReplicaIdentity.Reason? {
        try db.first("SELECT mint_reason FROM this") { ($0[0] as String?).flatMap(ReplicaIdentity.Reason.init) } ?? nil
    }

    /// The hybrid clock as of the last write.
    public func clock() throws -> HybridTime {
        try db.first("SELECT clock_at, clock_counter FROM this") { HybridTime(at: $0[0], counter: $0[1]) }
            ?? HybridTime(at: 0)
    }
}
