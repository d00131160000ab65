/// Where views are kept: in memory (simulator, tests) or in SQLite (SheafStore).
///
/// All calls of one `ViewUpdate` see each other's writes; a store runs them in one transaction.
public protocol ViewStorage {
    /// Every held line of the record, any order.
    func lines(of key: RecordKey) throws -> [HeldLine]

    /// Sessions in whose stored view the commit counts, any order.
    func sessions(holding commit: ObjectID) throws -> [RecordID]

    /// Commits that count in the session's stored view, any order.
    func commits(of session: RecordID) throws -> [ObjectID]

    /// Those of the session's commits that count in another session's stored view too, any order.
    func sharedCommits(of session: RecordID) throws -> [ObjectID]

    /// Stored claims of the subject, any order.
    func claims(on subject: String) throws -> [ClaimView]

    /// Stored claims of a record, any order.
    func claims(in record: RecordID) throws -> [ClaimView]

    /// Conflict ids that the stored view of the record says somebody closed.
    func acknowledged(in key: RecordKey) throws -> Set<ConflictID>

    /// Replaces all that is stored about one record: view, heads, members, claim, acknowledgements, own conflicts.
    mutating func store(_ fold: RecordFold) throws

    /// Replaces what rule 8 says about a commit.
    ///
    /// - Parameters:
    ///   - primary: nil when no session holds the commit any more.
    ///   - conflict: nil when at most one session holds it.
    mutating func store(primary: RecordID?, conflict: Conflict?, of commit: ObjectID) throws

    /// Replaces what rule 11 says about a subject.
    mutating func store(conflict: Conflict?, onClaimsOf subject: String) throws
}
