/// Rules 2 and 4: the explicit ends, and the reopenings that cancel those they knew.
struct EndJudgement {
    /// Ends that no reopening cancelled, superseded ones included; ascending.
    let uncancelled: [Int]
    /// Those that no other uncancelled end knew.
    let inForce: [Int]
    private let candidates: [Int: Candidate]
    private let winnerNode: Int?

    private struct Candidate {
        let verdict: FactBody.Verdict
        let at: Int64
    }

    init(_ graph: HashGraph, _ kinds: NodesByKind, _ membership: MembershipJudgement, _ activity: Activity) {
        var candidates: [Int: Candidate] = [:]
        for (node, verdict) in kinds.ended {
            // A slow clock must not end a session before what its writer knew.
            let at = max(activity.known(to: node), graph.facts[node].time.at)
            candidates[node] = Candidate(verdict: verdict, at: at)
        }
        let cancelled = graph.known(to: kinds.reopened)
        for node in kinds.members {
            guard let member = kinds.memberships[node], member.isMarked, membership.stands(node) else { continue }
            let knowsEnd = candidates.keys.contains { graph.knows(node, $0) && !cancelled.contains($0) }
            if member.via == .hand || !knowsEnd {
                candidates[node] = Candidate(verdict: .complete, at: activity.at(node))
            }
        }
        let uncancelled = candidates.keys.filter { !cancelled.contains($0) }.sorted()
        inForce = graph.maximal(uncancelled)
        winnerNode = inForce.min { left, right in
            let (first, second) = (graph.facts[left], graph.facts[right])
            if candidates[left]?.verdict != candidates[right]?.verdict { return candidates[left]?.verdict == .complete }
            if first.time != second.time { return first.time < second.time }
            return first.hash < second.hash
        }
        self.uncancelled = uncancelled
        self.candidates = candidates
        winner = winnerNode.flatMap { node in
            candidates[node].map { SessionView.End(verdict: $0.verdict, at: $0.at, line: graph.facts[node].hash) }
        }
    }

    let winner: SessionView.End?

    func conflicts(_ graph: HashGraph, _ kinds: NodesByKind, record: RecordID) -> [Conflict] {
        [differingEnds(graph, record: record)].compactMap(\.self) + reopenings(graph, kinds, record: record)
    }

    private func differingEnds(_ graph: HashGraph, record: RecordID) -> Conflict? {
        let losers = inForce.filter { candidates[$0]?.verdict != winner?.verdict }
        guard let winner, !losers.isEmpty else { return nil }
        return Conflict(
            .end, .open, record: record, field: "end", winner: winner.line,
            losers: losers.map { graph.facts[$0].hash }, step: .completeOverAbandon,
            lines: inForce.map { graph.facts[$0].hash })
    }

    /// Rule 4: a reopening that did not know the end that won.
    ///
    /// Not every end in force: thousands of reopenings beside thousands of ends would be millions of items.
    private func reopenings(_ graph: HashGraph, _ kinds: NodesByKind, record: RecordID) -> [Conflict] {
        guard let end = winnerNode else { return [] }
        return kinds.reopened.filter { graph.areConcurrent(end, $0) }.map { reopening in
            let (end, reopening) = (graph.facts[end].hash, graph.facts[reopening].hash)
            return Conflict(
                .reopen, .open, record: record, field: "end", winner: end, losers: [reopening], step: .unknownEnd,
                lines: [end, reopening])
        }
    }
}
