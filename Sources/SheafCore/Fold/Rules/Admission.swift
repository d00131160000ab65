/// Rule 3 with the late members of rules 6 and 7: which standing adds count, and how well.
struct AdmissionJudgement {
    private(set) var members: [MemberKey: Member] = [:]
    private var lateForEnd: [MemberKey: [(fact: Int, ends: [Int])]] = [:]
    private var lateForTake: [MemberKey: [Int]] = [:]
    private var unseenByOrphanWitness: [MemberKey: [(fact: Int, witnesses: [Int])]] = [:]
    private var unseenByEndWitness: [MemberKey: [(fact: Int, witnesses: [Int])]] = [:]

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
            let adds = membership.adds(of: key)
            let standing = adds.filter(membership.stands)
            // Told of the key by anyone: whose add the writer missed does not matter then.
            let knewKey = { (node: Int) in standing.contains { $0 == node || graph.knows(node, $0) } }
            var member = Member()
            for add in standing {
                guard let via = kinds.memberships[add]?.via else { continue }
                let knowsEnd = ends.uncancelled.contains { graph.knows(add, $0) }
                guard via == .hand || !knowsEnd else { continue }
                let lateEnds = ends.inForce.filter { graph.areConcurrent($0, add) && !knewKey($0) }
                let isLateForTake = takes.inForce.map {
                    via != .hand && graph.facts[$0].line.replica != graph.facts[add].line.replica
                        && graph.areConcurrent($0, add) && !knewKey($0)
                } ?? false
                let isOwners = graph.facts[add].line.replica == witnesses.owner
                let unseen = { (witness: Int) in isOwners && graph.areConcurrent(witness, add) && !knewKey(witness) }
                let orphanWitnesses = witnesses.ofOrphan.filter(unseen)
                let endWitnesses = witnesses.ofEnd.filter(unseen)
                if !endWitnesses.isEmpty { unseenByEndWitness[key, default: []].append((add, endWitnesses)) }
                let isLate = !lateEnds.isEmpty || isLateForTake || !orphanWitnesses.isEmpty
                member.standings[add] = knowsEnd ? .hand : isLate ? .late : .normal
                guard !knowsEnd else { continue }
                if !lateEnds.isEmpty { lateForEnd[key, default: []].append((add, lateEnds)) }
                if isLateForTake { lateForTake[key, default: []].append(add) }
                if !orphanWitnesses.isEmpty {
                    unseenByOrphanWitness[key, default: []].append((add, orphanWitnesses))
                }
            }
            member.best = member.standings.min {
                ($0.value, graph.facts[$0.key].hash) < ($1.value, graph.facts[$1.key].hash)
            }?.key
            members[key] = member
        }
    }

    /// Keys whose best standing is late: each raises the revision by one.
    var lateKeys: [MemberKey] { members.filter { $0.value.standing == .late }.keys.sorted() }

    func conflicts(_ graph: HashGraph, takes: TakeJudgement, record: RecordID) -> [Conflict] {
        let late = Set(lateKeys)
        let forEnd = lateForEnd.filter { late.contains($0.key) }.values.joined()
        let forTake = lateForTake.filter { late.contains($0.key) }.values.joined()
        let forOrphan = unseenByOrphanWitness.filter { late.contains($0.key) }.values.joined()
        let item = { (rule: Rule, step: Conflict.Step, nodes: [Int]) -> Conflict? in
            guard !nodes.isEmpty else { return nil }
            return Conflict(
                rule, .noted, record: record, field: "members", step: step, lines: nodes.map { graph.facts[$0].hash })
        }
        return [
            item(.lateMember, .late, forEnd.flatMap { [$0.fact] + $0.ends }),
            item(.timeout, .continued, unseenByEndWitness.values.joined().flatMap { [$0.fact] + $0.witnesses }),
            item(.orphan, .returned, forOrphan.flatMap { [$0.fact] + $0.witnesses }),
            item(.take, .late, forTake.isEmpty ? [] : Array(forTake) + [takes.inForce].compactMap(\.self)),
        ].compactMap(\.self)
    }
}
