/// Rule 1: which adds stand against which removes.
struct MembershipJudgement {
    private var addsByKey: [MemberKey: [Int]] = [:]
    private var removesByKey: [MemberKey: [Int]] = [:]
    private var standing: Set<Int> = []

    init(_ graph: HashGraph, _ kinds: NodesByKind) {
        for node in kinds.members {
            guard let key = kinds.memberships[node]?.key else { continue }
            addsByKey[key, default: []].append(node)
        }
        for (node, key) in kinds.removed { removesByKey[key, default: []].append(node) }
        for (key, adds) in addsByKey {
            let removes = removesByKey[key] ?? []
            standing.formUnion(adds.filter { add in
                !removes.contains { graph.knows($0, add) || Self.cancels($0, add, graph) }
            })
        }
    }

    var keys: Dictionary<MemberKey, [Int]>.Keys { addsByKey.keys }

    /// Every valid add of the key, standing or not.
    func adds(of key: MemberKey) -> [Int] { addsByKey[key] ?? [] }

    func stands(_ add: Int) -> Bool { standing.contains(add) }

    /// A person's remove against an automatic add that neither knew of the other.
    private static func cancels(_ remove: Int, _ add: Int, _ graph: HashGraph) -> Bool {
        graph.areConcurrent(remove, add) && graph.facts[remove].isByHand && !graph.facts[add].isByHand
    }

    /// One item a key: the concurrent pairs of which neither side is superseded.
    func conflicts(_ graph: HashGraph, record: RecordID) -> [Conflict] {
        removesByKey.compactMap { key, removes in
            let adds = adds(of: key).filter { add in !removes.contains { graph.knows($0, add) } }
            let liveRemoves = removes.filter { remove in !self.adds(of: key).contains { graph.knows($0, remove) } }
            let judgedAdds = adds.filter { add in liveRemoves.contains { graph.areConcurrent($0, add) } }
            let judgedRemoves = liveRemoves.filter { remove in adds.contains { graph.areConcurrent($0, remove) } }
            guard !judgedAdds.isEmpty, !judgedRemoves.isEmpty else { return nil }
            return conflict(key, judgedAdds.map { ($0, graph.facts[$0]) }, judgedRemoves.map { graph.facts[$0] }, record)
        }
    }

    private func conflict(
        _ key: MemberKey, _ adds: [(node: Int, fact: Fact)], _ removes: [Fact], _ record: RecordID
    ) -> Conflict {
        let standing = adds.filter { stands($0.node) }.map(\.fact.hash)
        let byHand = removes.filter(\.isByHand).map(\.hash)
        let lines = adds.map(\.fact.hash) + removes.map(\.hash)
        if let winner = standing.min() {
            return Conflict(
                .membership, byHand.isEmpty ? .noted : .open, record: record, field: key.description, winner: winner,
                losers: removes.map(\.hash), step: byHand.isEmpty ? .addOverRemove : .humanAdd, lines: lines)
        }
        // Without a human remove here, the one that beat the add has been superseded since.
        let winner = byHand.min() ?? removes.map(\.hash).min()
        return Conflict(
            .membership, .noted, record: record, field: key.description, winner: winner,
            losers: adds.map(\.fact.hash), step: .humanOverAutomatic, lines: lines)
    }
}
