import SheafCore
import SheafStore

/// What facts tell whoever can read the remote, counted.
public struct Disclosure: Hashable, Sendable {
    public private(set) var factCount = 0
    public private(set) var sessions: Set<RecordID> = []
    public private(set) var authors: Set<AuthorSlug> = []
    public private(set) var commits: Set<ObjectID> = []
    public private(set) var pullRequests: Set<Int64> = []
    /// Titles and notes that somebody wrote, in order.
    public private(set) var writtenTexts: [String] = []
    public private(set) var replicaNames: Set<String> = []
    public private(set) var replicas: Set<ReplicaID> = []
    public private(set) var worktrees: Set<WorktreeToken> = []
    /// Earliest and latest time that any of them names.
    public private(set) var times: ClosedRange<Instant>?

    public init(_ facts: some Sequence<HeldFact>) {
        for held in facts { add(held) }
    }

    private mutating func add(_ held: HeldFact) {
        factCount += 1
        replicas.insert(held.line.replica)
        if held.path.kind == .session { sessions.insert(held.line.record) }
        guard let fact = held.fact else { return }
        add(time: fact.time.at)
        switch fact.body {
        case .opened(let opening):
            authors.insert(opening.author)
            opening.worktree.map { _ = worktrees.insert($0) }
        case .taken(let taking):
            authors.insert(taking.author)
            taking.worktree.map { _ = worktrees.insert($0) }
        case .member(let membership):
            add(membership.key)
            add(time: membership.time)
            membership.worktree.map { _ = worktrees.insert($0) }
        case .removed(let key): add(key)
        case .corrected(let commit, _): commits.insert(commit)
        case .titled(let text), .noted(let text): if !text.isEmpty { writtenTexts.append(text) }
        case .card(let card): replicaNames.insert(card.name)
        case .ended, .reopened, .kept, .scored, .acknowledged, .claim, .released, .unknown, .invalid: break
        }
    }

    private mutating func add(_ key: MemberKey) {
        switch key {
        case .commit(let id): commits.insert(id)
        case .pullRequest(let number): pullRequests.insert(number)
        }
    }

    private mutating func add(time milliseconds: Int64) {
        let instant = Instant(milliseconds: milliseconds)
        times = times.map { min($0.lowerBound, instant)...max($0.upperBound, instant) } ?? instant...instant
    }
}
