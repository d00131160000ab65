/// Rule 7: who took the session over.
struct TakeJudgement {
    /// Takes that no other take knew.
    let current: [Int]
    /// Of these the one in force: the smallest hash.
    let inForce: Int?

    init(_ graph: HashGraph, _ kinds: NodesByKind) {
        current = graph.maximal(kinds.taken.map(\.node))
        inForce = current.min { graph.facts[$0].hash < graph.facts[$1].hash }
    }

    func view(_ graph: HashGraph, _ kinds: NodesByKind) -> SessionView.TakingInForce? {
        guard let inForce, case .taken(let taking) = graph.facts[inForce].body else { return nil }
        return SessionView.TakingInForce(
            replica: graph.facts[inForce].line.replica, author: taking.author, line: graph.facts[inForce].hash)
    }

    func rivalry(_ graph: HashGraph, record: RecordID) -> Conflict? {
        guard let inForce else { return nil }
        let winner = graph.facts[inForce]
        let rivals = current.map { graph.facts[$0] }.filter { $0.line.replica != winner.line.replica }
        guard !rivals.isEmpty else { return nil }
        return Conflict(
            .take, .open, record: record, field: "owner", winner: winner.hash, losers: rivals.map(\.hash),
            step: .smallerHash, lines: current.map { graph.facts[$0].hash })
    }
}
