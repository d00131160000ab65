extension SessionFold {
    /// Every judgement of rules 1 to 7, 9 and 10 on this session.
    var conflicts: [Conflict] {
        membership.conflicts(graph, record: id)
            + ends.conflicts(graph, kinds, record: id)
            + admission.conflicts(graph, record: id)
            + [takes.rivalry(graph, record: id)].compactMap(\.self)
            + registers
    }

    private var registers: [Conflict] {
        var conflicts = [register("title", kinds.titled), register("note", kinds.noted)]
        for (commit, nodes) in kinds.corrected { conflicts.append(register("corrected:\(commit)", nodes)) }
        for key in membership.keys {
            guard case .pullRequest = key else { continue }
            conflicts.append(register(key.description, membership.adds(of: key)))
        }
        for (key, nodes) in kinds.scored {
            conflicts.append(
                Register(graph, nodes).conflict(.score, record: id, field: "score:\(key.scorer)", value: Self.value))
        }
        return conflicts.compactMap(\.self)
    }

    private func register(_ field: String, _ nodes: [Int]) -> Conflict? {
        Register(graph, nodes).conflict(.register, record: id, field: field, value: Self.value)
    }

    /// What the writes of one register are compared by, as bytes: Swift's `String` would call two spellings equal.
    private static func value(_ fact: Fact) -> [UInt8] {
        switch fact.body {
        case .titled(let text), .noted(let text): Array(text.utf8)
        case .corrected(_, let isAutomatic): isAutomatic ? [1] : [0]
        case .member(let membership): Array((membership.state?.rawValue ?? "").utf8)
        case .scored(let score): Array(String(score.value).utf8)
        default: []
        }
    }
}
