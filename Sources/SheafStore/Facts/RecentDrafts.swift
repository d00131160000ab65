import SheafCore

/// What a store knows about the records that it wrote to lately: the next commit of a session need not read the
/// session's lines again.
///
/// True as long as nobody else has committed, which `PRAGMA data_version` tells (https://sqlite.org/pragma.html#pragma_data_version),
/// and the database is bound to the same replica.
struct RecentDrafts {
    /// Kept together, over all records. About 1.5 kB each.
    static let lineCountMax = 2_000

    private var drafts: [RecordKey: RecordDraft] = [:]
    private var replica: ReplicaID?
    private var version: Int64 = 0

    /// Hands everything over: a transaction that fails leaves nothing behind.
    ///
    /// - Parameter version: of the database, read inside the transaction.
    mutating func take(of replica: ReplicaID?, at version: Int64) -> [RecordKey: RecordDraft] {
        defer { drafts = [:] }
        return replica == self.replica && version == self.version ? drafts : [:]
    }

    /// - Parameter drafts: as they were committed, those that matter most in front.
    mutating func keep(_ drafts: [(RecordKey, RecordDraft)], of replica: ReplicaID?, at version: Int64) {
        self.replica = replica
        self.version = version
        var lineCount = 0
        for (key, draft) in drafts where lineCount + draft.lines.count <= Self.lineCountMax {
            lineCount += draft.lines.count
            self.drafts[key] = draft
        }
    }
}
