import SheafCore
import SheafGit
import SheafStore

/// Places judged commits into sessions and writes the facts that this takes, inside one transaction.
struct Recorder {
    private let transaction: Transaction
    /// The store before this transaction; own writes are in `opened` and `recorded`.
    private let before: StoreReader
    private let policy: Policy
    private let worktree: WorktreeToken?
    private let via: FactBody.Via
    private let touched: TouchedCommits
    private var planners: StreamPlanners
    private var names: SessionNames
    private(set) var report = RecordingReport()
    /// What takes back all that was written.
    private(set) var inverse: [Operation.Change] = []

    /// - Parameter via: `.window` leaves it to the planner to say how a commit came into its session.
    init(
        _ transaction: Transaction, policy: Policy, scope: StreamPlanners.Scope, via: FactBody.Via,
        cut: HistoryCut? = nil, touched: TouchedCommits
    ) throws {
        self.transaction = transaction
        self.policy = policy
        self.via = via
        self.touched = touched
        before = try transaction.reader()
        worktree = scope.worktree
        planners = StreamPlanners(transaction, scope, cut: cut)
        names = SessionNames(before)
    }

    /// How far the history is known now, for the next portion of an import.
    var cut: HistoryCut? { planners.cut }

    /// - Parameter commits: any order, each once.
    mutating func record(_ commits: [JudgedCommit]) throws {
        for judged in commits.sorted(by: JudgedCommit.precedes) {
            let outcome = try record(judged)
            report.commits.append(RecordedCommit(commit: judged.id, outcome: outcome))
        }
    }

    private mutating func record(_ judged: JudgedCommit) throws -> RecordedCommit.Outcome {
        if let known = try Self.known(judged.id, before) { return known }
        guard judged.detection.isAutomatic else { return .ordinary }
        let touched = try touched.paths(of: judged.id)
        let commit = AutomaticCommit(
            id: judged.id, committedAt: judged.commit.committedAt, touchesTests: touched.hasTests,
            touchesDocs: touched.hasDocs, completes: judged.detection.completes,
            namedSession: try judged.detection.namedSession.flatMap { try names.session($0) })
        switch try planners.place(commit, of: judged.stream) {
        case .skip: return .skipped
        case .open(let id):
            try open(id, for: judged.stream)
            return try add(commit, judged, touched, to: id, via: .window)
        case .join(let id, let via):
            return try add(commit, judged, touched, to: id, via: via)
        }
    }

    /// What the store says about a commit that recording must leave alone; nil when it may be recorded.
    static func known(_ commit: ObjectID, _ reader: StoreReader) throws -> RecordedCommit.Outcome? {
        switch try reader.known(commit) {
        case .member(let session): .alreadyMember(session)
        case .removedByHand(let session): .removedByHand(session)
        case nil: nil
        }
    }

    private mutating func open(_ id: RecordID, for stream: AuthorStream) throws {
        let key = RecordKey(.session, id)
        // The id is derived: another replica may have opened the record, in a worktree that this stream does not see.
        if try before.session(id) == nil {
            try transaction.append(
                .opened(policy.sessions.opening(author: stream.author, worktree: worktree)), to: key, isHuman: false)
            report.opened.append(id)
        }
        try transaction.remember(authorEmail: stream.email, of: id)
        names.note(opened: id, author: stream.author)
    }

    private mutating func add(
        _ commit: AutomaticCommit, _ judged: JudgedCommit, _ touched: TouchedPaths, to id: RecordID,
        via planned: FactBody.Via
    ) throws -> RecordedCommit.Outcome {
        let key = RecordKey(.session, id)
        let membership = commit.membership(via: via == .window ? planned : via, worktree: worktree)
        try transaction.append(.member(membership), to: key, isHuman: false)
        try transaction.remember(
            CommitDetails(subject: String(judged.commit.subject.prefix(Self.subjectCharactersMax)), paths: touched.kept),
            of: judged.id)
        inverse.append(Operation.Change(record: key, body: .removed(.commit(judged.id))))
        return .recorded(id)
    }

    private static let subjectCharactersMax = 200
}

extension JudgedCommit {
    /// The order of `AutomaticCommit.precedes`.
    static func precedes(_ left: JudgedCommit, _ right: JudgedCommit) -> Bool {
        (left.commit.committedAt, left.id) < (right.commit.committedAt, right.id)
    }
}
