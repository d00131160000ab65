/// Rule 3 with the late members of rules 6 and 7: which standing adds count, and how well.
struct AdmissionJudgement {
    private(set) var members: [MemberKey: Member] = [:]
    private var news = News()
    /// Owner's adds that observers of a displayed end did not know, and these observers (rule 5).
    private var continued: Set<Int> = []

    /// Late adds and the facts that they are late for: the items of rules 3, 6 and 7.
    private struct News {
        var ofEnds: Set<Int> = []
        var ofOrphans: Set<Int> = []
        var ofTake: Set<Int> = []

        mutating func formUnion(_ other: News) {
            ofEnds.formUnion(other.ofEnds)
            ofOrphans.formUnion(other.ofOrphans)
            ofTake.formUnion(other.ofTake)
        }
    }

    struct Member {
        /// Facts that count, with their standing.
        fileprivate(set) var standings: [Int: SessionView.Standing] = [:]
        /// Best standing first, then smallest hash.
        fileprivate(set) var best: Int?

        var counted: [Int] { standings.keys.sorted() }
        var standing: SessionView.Standing? { standings.values.min() }
    }

    init(
        graph: HashGraph, kinds: NodesByKind, membership: MembershipJudgement, ends: EndJudgement,
        takes: TakeJudgement, witnesses: WitnessJudgement
    ) {
        for key in membership.keys {
            let adds = membership.adds(of: key).filter(membership.stands)
            // Told of the key by anyone: whose add the writer missed does not matter then. Asked once for each key,
            // because a hostile record holds thousands of adds of one key beside thousands of ends.
            let unaware = { (nodes: [Int]) in
                nodes.filter { node in !adds.contains { $0 == node || graph.knows(node, $0) } }
            }
            let (lateEnds, lateTake) = (unaware(ends.inForce), unaware([takes.inForce].compactMap(\.self)))
            let (ofOrphan, ofEnd) = (unaware(witnesses.ofOrphan), unaware(witnesses.ofEnd))
            var (member, late) = (Member(), News())
            for add in adds {
                guard let via = kinds.memberships[add]?.via else { continue }
                let knowsEnd = ends.uncancelled.contains { graph.knows(add, $0) }
                guard via == .hand || !knowsEnd else { continue }
                let missed = { (nodes: [Int]) in nodes.filter { graph.areConcurrent($0, add) } }
                let isOwners = graph.facts[add].line.replica == witnesses.owner
                continued.formUnion(isOwners ? missed(ofEnd) : [], with: add)
                member.standings[add] = .hand
                guard !knowsEnd else { continue }
                let foreignTake = lateTake.filter { graph.facts[$0].line.replica != graph.facts[add].line.replica }
                let isLate = [
                    late.ofEnds.formUnion(missed(lateEnds), with: add),
                    late.ofOrphans.formUnion(isOwners ? missed(ofOrphan) : [], with: add),
                    late.ofTake.formUnion(via == .hand ? [] : missed(foreignTake), with: add),
                ].contains(true)
                member.standings[add] = isLate ? .late : .normal
            }
            member.best = member.standings.min {
                ($0.value, graph.facts[$0.key].hash) < ($1.value, graph.facts[$1.key].hash)
            }?.key
            if member.standing == .late { news.formUnion(late) }
            members[key] = member
        }
    }

    /// Keys whose best standing is late: each raises the revision by one.
    var lateKeys: [MemberKey] { members.filter { $0.value.standing == .late }.keys.sorted() }

    func conflicts(_ graph: HashGraph, record: RecordID) -> [Conflict] {
        let items: [(Rule, Conflict.Step, Set<Int>)] = [
            (.lateMember, .late, news.ofEnds), (.timeout, .continued, continued), (.orphan, .returned, news.ofOrphans),
            (.take, .late, news.ofTake),
        ]
        return items.filter { !$0.2.isEmpty }.map { rule, step, nodes in
            Conflict(
                rule, .noted, record: record, field: "members", step: step, lines: nodes.map { graph.facts[$0].hash })
        }
    }
}

extension Set<Int> {
    /// Takes in the nodes and, if there are any, the add that missed them.
    ///
    /// - Returns: whether there are any.
    @discardableResult
    fileprivate mutating func formUnion(_ nodes: [Int], with add: Int) -> Bool {
        guard !nodes.isEmpty else { return false }
        formUnion(nodes)
        insert(add)
        return true
    }
}
