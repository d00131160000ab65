/// Facts and views in memory, for the simulator and for tests of the fold.
public struct MemoryViews: ViewStorage, Sendable {
    private var held: [RecordKey: [LineHash: HeldLine]] = [:]
    public private(set) var folds: [RecordKey: RecordFold] = [:]
    private var holders: [ObjectID: Set<RecordID>] = [:]
    /// Records with a claim of the subject.
    private var claimRecords: [String: Set<RecordID>] = [:]
    /// For each counted commit the session that it is counted in.
    public private(set) var primaries: [ObjectID: RecordID] = [:]
    private var sharedConflicts: [ObjectID: Conflict] = [:]
    private var claimConflicts: [String: Conflict] = [:]

    public init() {}

    /// Takes lines in and folds what they touch. Lines that are held already change nothing.
    public mutating func insert(_ lines: some Sequence<(RecordKind, HeldLine)>) {
        var touched: Set<RecordKey> = []
        for (kind, line) in lines {
            let key = RecordKey(kind, line.line.record)
            guard held[key]?[line.line.hash] == nil else { continue }
            held[key, default: [:]][line.line.hash] = line
            touched.insert(key)
        }
        // Nobody else holds what the update changes, or it would copy every table.
        var update = ViewUpdate(self)
        self = MemoryViews()
        do { try update.fold(touched) } catch { preconditionFailure("BUG: memory storage does not throw: \(error)") }
        self = update.storage
    }

    public var lineCount: Int { held.values.reduce(0) { $0 + $1.count } }

    /// All conflicts, acknowledged ones included, in the order of every list.
    public var conflicts: [Conflict] {
        Conflict.listed(folds.values.flatMap(\.conflicts) + sharedConflicts.values + claimConflicts.values)
    }

    public var sessions: [SessionView] {
        folds.values.compactMap { if case .session(let view) = $0.content { view } else { nil } }
            .sorted { $0.id < $1.id }
    }

    /// Everything that was judged, as canonical bytes: equal facts give equal bytes.
    public var canonicalBytes: [UInt8] {
        let views = folds.values.sorted { $0.key < $1.key }.compactMap { fold -> JSONValue? in
            guard case .session(let view) = fold.content else { return nil }
            return .object(view.document(heads: fold.heads, nodeCount: fold.nodeCount))
        }
        let primaries = primaries.sorted { $0.key < $1.key }.map { ($0.key.hex, JSONValue.string($0.value.hex)) }
        let document: JSONValue = [
            "views": .array(views), "conflicts": .array(conflicts.map { .object($0.document) }),
            "primaries": .object(JSONObject(primaries)),
        ]
        return document.canonicalBytes
    }

    // MARK: ViewStorage

    public func lines(of key: RecordKey) -> [HeldLine] { Array((held[key] ?? [:]).values) }

    public func sessions(holding commit: ObjectID) -> [RecordID] { holders[commit, default: []].sorted() }

    public func commits(of session: RecordID) -> [ObjectID] {
        guard case .session(let view) = folds[RecordKey(.session, session)]?.content else { return [] }
        return view.commits.map(\.id)
    }

    public func sharedCommits(of session: RecordID) -> [ObjectID] {
        commits(of: session).filter { holders[$0, default: []].count > 1 }
    }

    public func claims(on subject: String) -> [ClaimView] {
        claimRecords[subject, default: []].flatMap { claims(in: $0) }.filter { $0.claim.subject == subject }
    }

    public func claims(in record: RecordID) -> [ClaimView] { folds[RecordKey(.claim, record)]?.content.claims ?? [] }

    public func acknowledged(in key: RecordKey) -> Set<ConflictID> { folds[key]?.acknowledged ?? [] }

    public mutating func store(_ fold: RecordFold) {
        for commit in commits(of: fold.key.id) where fold.key.kind == .session {
            holders[commit]?.remove(fold.key.id)
        }
        for claim in folds[fold.key]?.content.claims ?? [] { claimRecords[claim.claim.subject]?.remove(fold.key.id) }
        for claim in fold.content.claims { claimRecords[claim.claim.subject, default: []].insert(fold.key.id) }
        folds[fold.key] = fold
        guard case .session(let view) = fold.content else { return }
        for commit in view.commits { holders[commit.id, default: []].insert(view.id) }
    }

    public mutating func store(primary: RecordID?, conflict: Conflict?, of commit: ObjectID) {
        primaries[commit] = primary
        sharedConflicts[commit] = conflict
    }

    public mutating func store(conflict: Conflict?, onClaimsOf subject: String) {
        claimConflicts[subject] = conflict
    }
}
