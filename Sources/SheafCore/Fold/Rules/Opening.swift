/// Rule 0: who opened the session, and with which periods.
///
/// An opening cannot be replaced: one that knew another is ignored, of concurrent ones the smallest hash counts.
struct OpeningJudgement {
    let author: AuthorSlug
    let owner: ReplicaID?
    let periods: SessionPeriods
    let worktrees: [WorktreeToken]

    init(_ graph: HashGraph, _ kinds: NodesByKind) {
        let openings = graph.minimal(kinds.opened).map { graph.facts[$0] }.sorted { $0.hash < $1.hash }
        let bodies: [FactBody.Opening] = openings.compactMap {
            if case .opened(let opening) = $0.body { opening } else { nil }
        }
        author = bodies.first?.author ?? .unknown
        owner = openings.first?.line.replica
        periods = bodies.first.map(SessionPeriods.init) ?? .standard
        worktrees = Set(bodies.compactMap(\.worktree)).sorted()
    }
}
