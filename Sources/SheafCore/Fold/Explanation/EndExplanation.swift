extension SessionFold {
    // MARK: Rules 2, 4, 6 and 7

    func endFields(_ view: SessionView, _ display: SessionDisplay) -> [FieldExplanation] {
        let end = endField(view)
        var state = FieldExplanation("state", .text(display.state.rawValue), rule: 2, end.step, end.parts)
        if view.end == nil {
            state = FieldExplanation("state", .text(display.state.rawValue), rule: display.state == .orphaned ? 6 : 5, .clock)
        }
        return [end, state, holderField(view)]
    }

    private func endField(_ view: SessionView) -> FieldExplanation {
        let marked = kinds.members.filter { kinds.memberships[$0]?.isMarked == true }
        let all = Set(kinds.ended.map(\.node) + marked).sorted()
        let winner = all.first { hash($0) == view.end?.line }
        let parts = all.map { node -> FieldExplanation.Part in
            if node == winner { return part(node, .decides) }
            if ends.inForce.contains(node) { return part(node, .lost) }
            if ends.uncancelled.contains(node) { return part(node, .superseded) }
            return part(node, kinds.reopened.contains { graph.knows($0, node) } ? .cancelled : .ignored)
        }
        let cancelling = kinds.reopened.filter { reopening in all.contains { graph.knows(reopening, $0) } }
        let role = FieldExplanation.Role.counts
        return FieldExplanation(
            "end", view.end.map { .text($0.verdict.rawValue) }, rule: 2, endStep(winner, cancelling),
            parts + cancelling.map { part($0, role) })
    }

    private func endStep(_ winner: Int?, _ cancelling: [Int]) -> FieldExplanation.Step {
        guard let winner else { return cancelling.isEmpty ? .standard : .reopened }
        let rivals = ends.inForce.filter { $0 != winner }
        guard !rivals.isEmpty else { return ends.uncancelled.count > 1 ? .later : .only }
        if rivals.contains(where: { verdict($0) != verdict(winner) }) { return .completeOverAbandon }
        return rivals.contains { fact($0).time == fact(winner).time } ? .smallerHash : .earlierClock
    }

    private func verdict(_ node: Int) -> FactBody.Verdict {
        if case .ended(let verdict) = fact(node).body { verdict } else { .complete }
    }

    private func holderField(_ view: SessionView) -> FieldExplanation {
        let parts = kinds.taken.map { node, _ in
            part(node, node == takes.inForce ? .decides : takes.current.contains(node) ? .lost : .superseded)
        }
        let step: FieldExplanation.Step =
            parts.isEmpty ? .standard : takes.current.count > 1 ? .smallerHash : parts.count > 1 ? .later : .only
        return FieldExplanation("holder", (view.taking?.replica ?? view.owner).map { .text($0.hex) }, rule: 7, step, parts)
    }

    // MARK: Rules 9 and 10

    var registerFields: [FieldExplanation] {
        var fields = [
            registerField("title", kinds.titled), registerField("note", kinds.noted),
        ]
        fields += kinds.corrected.sorted { $0.key < $1.key }.map { registerField("corrected:\($0.key)", $0.value) }
        fields += kinds.scored.sorted { ($0.key.scorer, $0.key.members) < ($1.key.scorer, $1.key.members) }
            .map { registerField("score:\($0.key.scorer)", $0.value, rule: 10) }
        return fields
    }

    private func registerField(_ field: String, _ nodes: [Int], rule: Int = 9) -> FieldExplanation {
        let register = Register(graph, nodes)
        let parts = nodes.map { node in
            part(node, node == register.winner ? .decides : register.current.contains(node) ? .lost : .superseded)
        }
        return FieldExplanation(field, register.winner.flatMap(value), rule: rule, step(register, nodes), parts)
    }

    private func step(_ register: Register, _ nodes: [Int]) -> FieldExplanation.Step {
        guard let winner = register.winner else { return .standard }
        guard let runnerUp = register.current.dropFirst().first else { return nodes.count > 1 ? .later : .only }
        return switch Register.tie(fact(winner), fact(runnerUp)) {
        case .humanOverAutomatic: .humanOverAutomatic
        case .laterClock: .laterClock
        default: .smallerHash
        }
    }

    /// nil for a text that was cleared.
    private func value(_ node: Int) -> FieldExplanation.Value? {
        switch fact(node).body {
        case .titled(let text), .noted(let text): text.isEmpty ? nil : .text(text)
        case .corrected(_, let isAutomatic): .text(isAutomatic ? "automatic" : "manual")
        case .scored(let score): .number(score.value)
        default: nil
        }
    }
}
