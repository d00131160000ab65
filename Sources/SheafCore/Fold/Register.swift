/// A value that later writes replace; concurrent ones are settled by the tie. Protocol: 6-fold, rule 9.
struct Register {
    /// The writes that no other write knew, best first.
    let current: [Int]
    private let graph: HashGraph

    /// - Parameter nodes: all valid writes of this register.
    init(_ graph: HashGraph, _ nodes: [Int]) {
        self.graph = graph
        current = graph.maximal(nodes).sorted { Self.tie(graph.facts[$0], graph.facts[$1]) != nil }
    }

    var winner: Int? { current.first }

    /// The item for writes with differing values, or nil.
    func conflict(_ rule: Rule, record: RecordID, field: String, value: (Fact) -> [UInt8]) -> Conflict? {
        guard let winner else { return nil }
        let winning = value(graph.facts[winner])
        let losers = current.dropFirst().map { graph.facts[$0] }.filter { value($0) != winning }
        guard let runnerUp = losers.first, let step = Self.tie(graph.facts[winner], runnerUp) else { return nil }
        let isOpen = rule == .score || losers.contains(where: \.isByHand)
        return Conflict(
            rule, isOpen ? .open : .noted, record: record, field: field, winner: graph.facts[winner].hash,
            losers: losers.map(\.hash), step: step, lines: current.map { graph.facts[$0].hash })
    }

    /// The step by which `left` wins against `right`; nil when it loses.
    static func tie(_ left: Fact, _ right: Fact) -> Conflict.Step? {
        if left.isByHand != right.isByHand { return left.isByHand ? .humanOverAutomatic : nil }
        if left.time != right.time { return left.time > right.time ? .laterClock : nil }
        return left.hash < right.hash ? .smallerHash : nil
    }
}

extension Fact {
    /// A person did this: it says so, or it is a member that was added by hand.
    var isByHand: Bool {
        if case .member(let membership) = body, membership.via == .hand { return true }
        return isHuman
    }
}
