/// Folds again what new facts touch, and nothing else: the touched records, the commits that they share with other
/// sessions, the subjects of touched claims. Protocol: 6-fold, section 7.
public struct ViewUpdate<Storage: ViewStorage> {
    /// Read it back after `fold(_:)`.
    public private(set) var storage: Storage
    private var folds: [RecordID: RecordFold] = [:]

    public init(_ storage: Storage) {
        self.storage = storage
    }

    /// - Parameter touched: the records whose lines have changed since their views were stored.
    public mutating func fold(_ touched: some Sequence<RecordKey>) throws {
        var commits: Set<ObjectID> = []
        var subjects: Set<String> = []
        for key in Set(touched).sorted() {
            let fold = RecordFold(key, lines: try storage.lines(of: key))
            if key.kind == .session {
                folds[key.id] = fold
                var now: Set<ObjectID> = []
                if case .session(let view) = fold.content { now.formUnion(view.commits.map(\.id)) }
                commits.formUnion(now.symmetricDifference(try storage.commits(of: key.id)))
            }
            if key.kind == .claim {
                subjects.formUnion((try storage.claims(in: key.id) + fold.content.claims).map(\.claim.subject))
            }
            try storage.store(fold)
            // A session's activity moves the window in which its shared commits are judged.
            if key.kind == .session { commits.formUnion(try storage.sharedCommits(of: key.id)) }
        }
        for commit in commits.sorted() { try judge(commit) }
        for subject in subjects.sorted() { try judge(claimsOn: subject) }
    }

    /// Rule 8.
    private mutating func judge(_ commit: ObjectID) throws {
        let sessions = try storage.sessions(holding: commit)
        guard sessions.count > 1 else {
            try storage.store(primary: sessions.first, conflict: nil, of: commit)
            return
        }
        let held = try sessions.map { try sessionFold($0) }
        let judged = SharedCommit.judge(commit, held.compactMap { $0.session?.candidate(commit) })
        let acknowledged = held.reduce(into: Set<ConflictID>()) { $0.formUnion($1.acknowledged) }
        try storage.store(
            primary: judged.primary, conflict: judged.conflict?.acknowledged(by: acknowledged), of: commit)
    }

    /// Rule 11.
    private mutating func judge(claimsOn subject: String) throws {
        let claims = try storage.claims(on: subject)
        let conflict = RivalClaims.conflict(claims)
        var acknowledged: Set<ConflictID> = []
        for claim in claims where conflict?.lines.contains(claim.line) == true {
            acknowledged.formUnion(try storage.acknowledged(in: RecordKey(.claim, claim.id)))
        }
        try storage.store(conflict: conflict?.acknowledged(by: acknowledged), onClaimsOf: subject)
    }

    private mutating func sessionFold(_ id: RecordID) throws -> RecordFold {
        if let fold = folds[id] { return fold }
        let key = RecordKey(.session, id)
        let fold = RecordFold(key, lines: try storage.lines(of: key))
        folds[id] = fold
        return fold
    }
}
