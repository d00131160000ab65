/// Rules 12 to 15: what is shown of every record and decides nothing.
enum ShownRules {
    /// Rule 12: a fact whose clock is behind one that its writer knew; the first of each replica.
    static func clocks(_ graph: HashGraph, record: RecordID) -> [Conflict] {
        var seen: Set<ReplicaID> = []
        return graph.indices.compactMap { node in
            let fact = graph.facts[node]
            let ahead = graph.predecessors[node].map { graph.facts[$0] }.filter { $0.time.at > fact.time.at }
            let worst = ahead.min { $0.time.at != $1.time.at ? $0.time.at > $1.time.at : $0.hash < $1.hash }
            guard let worst, seen.insert(fact.line.replica).inserted else { return nil }
            return Conflict(
                .clock, .noted, record: record, field: "clock", step: .shown, lines: [fact.hash, worst.hash])
        }
    }

    /// Rule 13: lines whose signature is not their replica's.
    static func signatures(_ forged: [Line], record: RecordID) -> [Conflict] {
        forged.map { Conflict(.signature, .noted, record: record, field: "line", step: .shown, lines: [$0.hash]) }
    }

    /// Rules 14 and 15 over every validly signed line, readable or not.
    static func numbering(_ signed: [Line], record: RecordID) -> [Conflict] {
        // One replica's facts in the order that it wrote them: what most sessions are.
        let isPlain = signed.indices.allSatisfy { signed[$0].number == $0 + 1 && signed[$0].replica == signed[0].replica }
        guard !isPlain else { return [] }
        return Dictionary(grouping: signed, by: \.replica).values.flatMap { lines -> [Conflict] in
            guard !lines.map(\.number).sorted().elementsEqual(1...Int64(lines.count)) else { return [] }
            let byNumber = Dictionary(grouping: lines, by: \.number).sorted { $0.key < $1.key }
            let forks = byNumber.filter { $0.value.count > 1 }.map { item(.fork, $0.value, record) }
            let numbers = [0] + byNumber.map(\.key)
            let gaps = zip(numbers, byNumber).filter { $0 + 1 != $1.key }.map { item(.gap, $0.1.value, record) }
            return forks + gaps
        }
    }

    private static func item(_ rule: Rule, _ lines: [Line], _ record: RecordID) -> Conflict {
        Conflict(rule, .noted, record: record, field: "line", step: .shown, lines: lines.map(\.hash))
    }
}
