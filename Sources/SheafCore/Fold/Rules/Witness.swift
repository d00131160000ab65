/// Rules 5 and 6: facts whose writer saw the session as ended or orphaned by its silence.
///
/// Only kinds that judge a session are witnesses: an importing clone writes old members at today's time.
struct WitnessJudgement {
    /// Saw a displayed end, but no orphan.
    private(set) var ofEnd: [Int] = []
    private(set) var ofOrphan: [Int] = []
    let owner: ReplicaID?

    init(_ graph: HashGraph, _ kinds: NodesByKind, _ activity: Activity, _ opening: OpeningJudgement) {
        owner = opening.owner
        guard let owner else { return }
        let judging = kinds.titled + kinds.noted + kinds.kept + kinds.reopened + kinds.removed.map(\.node)
            + kinds.scored.values.joined() + kinds.corrected.values.joined() + kinds.acknowledged
        for node in judging.sorted() where graph.facts[node].line.replica != owner {
            let silence = graph.facts[node].time.at - activity.known(to: node) - opening.periods.timeoutSeconds * 1000
            guard silence >= 0 else { continue }
            if silence >= opening.periods.orphanSeconds * 1000 { ofOrphan.append(node) } else { ofEnd.append(node) }
        }
    }
}
