extension RecordFold {
    /// How every field of a session's view came about; empty for other records.
    ///
    /// - Parameter display: the session as it stands at some instant.
    public func explanations(_ display: SessionDisplay) -> [FieldExplanation] {
        guard let session, case .session(let view) = content else { return [] }
        return session.openingFields(view) + session.memberFields + session.activityFields(view)
            + session.endFields(view, display) + session.registerFields
    }
}

extension SessionFold {
    func part(_ node: Int, _ role: FieldExplanation.Role) -> FieldExplanation.Part {
        FieldExplanation.Part(line: hash(node), role: role)
    }

    // MARK: Rule 0

    func openingFields(_ view: SessionView) -> [FieldExplanation] {
        let candidates = graph.minimal(kinds.opened)
        let winner = candidates.min { hash($0) < hash($1) }
        let parts = kinds.opened.map { node in
            part(node, node == winner ? .decides : candidates.contains(node) ? .lost : .ignored)
        }
        let step: FieldExplanation.Step =
            candidates.isEmpty ? .standard : candidates.count > 1 ? .smallerHash : kinds.opened.count > 1 ? .later : .only
        let periods = view.periods
        let fields: [(String, FieldExplanation.Value?)] = [
            ("author", .text(view.author.text)), ("owner", view.owner.map { .text($0.hex) }),
            ("timeout_s", .number(periods.timeoutSeconds)), ("warning_s", .number(periods.warningSeconds)),
            ("orphan_s", .number(periods.orphanSeconds)), ("heuristic", .text(periods.isHeuristic ? "on" : "off")),
        ]
        let openedAt = FieldExplanation.Value.time(Instant(milliseconds: view.openedAt))
        return [FieldExplanation("opened_at", openedAt, rule: 0, .id)]
            + fields.map { FieldExplanation($0.0, $0.1, rule: 0, step, parts) }
    }

    // MARK: Rules 1, 3, 6 and 7

    var memberFields: [FieldExplanation] {
        Set(membership.keys).union(kinds.removed.map(\.key)).sorted().map(memberField)
    }

    private func memberField(_ key: MemberKey) -> FieldExplanation {
        let adds = membership.adds(of: key)
        let removes = kinds.removed.filter { $0.key == key }.map(\.node)
        let member = admission.members[key]
        let parts = adds.map { add in
            let counts = member?.standings[add] != nil
            return part(add, add == member?.best ? .decides : counts ? .counts : membership.stands(add) ? .ignored : .cancelled)
        }
        let isMember = member?.standing != nil
        let live = removes.filter { remove in !adds.contains { graph.knows($0, remove) } }
        let removeParts = removes.map { remove in
            part(remove, !live.contains(remove) ? .superseded : isMember ? .lost : .decides)
        }
        let (value, rule, step) = verdict(member, adds: adds, removes: removes)
        return FieldExplanation(key.description, .text(value), rule: rule, step, parts + removeParts)
    }

    private func verdict(
        _ member: AdmissionJudgement.Member?, adds: [Int], removes: [Int]
    ) -> (value: String, rule: Int, step: FieldExplanation.Step) {
        switch member?.standing {
        case .normal: return ("member", 1, .normal)
        case .late: return ("member", 3, .late)
        case .hand: return ("member", 3, .byHand)
        case nil: break
        }
        if adds.contains(where: membership.stands) { return ("not a member", 3, .afterEnd) }
        let isKnown = adds.allSatisfy { add in removes.contains { graph.knows($0, add) } }
        return ("not a member", 1, isKnown ? .removed : .humanRemove)
    }

    // MARK: Rule 5

    func activityFields(_ view: SessionView) -> [FieldExplanation] {
        let counted = admission.members.values.flatMap(\.counted)
        let active = (counted + kinds.kept + kinds.reopened).sorted()
        let latest = active.filter { activity.at($0) == view.lastActivity }.min { hash($0) < hash($1) }
        let step: FieldExplanation.Step = latest == nil ? .opening : .latestActivity
        let decisive = latest.map { [part($0, .decides)] } ?? []
        let limit = counted.filter { shortens($0, view.derivedTrigger) }.map { part($0, .counts) }
        return [
            FieldExplanation(
                "last_activity_at", .time(Instant(milliseconds: view.lastActivity)), rule: 5, step, decisive),
            FieldExplanation(
                "idle_end", .time(Instant(milliseconds: view.idleEnd)), rule: 5, view.derivedTrigger.step,
                decisive + limit.filter { part in !decisive.contains { $0.line == part.line } }),
            FieldExplanation(
                "revision", .number(Int64(view.revision)), rule: 3, .count,
                admission.lateKeys.compactMap { admission.members[$0]?.best }.map { part($0, .counts) }),
        ]
    }

    /// Whether the member is a reason for the limit that applies.
    private func shortens(_ node: Int, _ trigger: SessionView.DerivedTrigger) -> Bool {
        guard let member = kinds.memberships[node] else { return false }
        return switch trigger {
        case .timeout: false
        case .heuristic: member.touchesTests || member.touchesDocs
        case .forge: member.state != nil
        }
    }
}

extension SessionView.DerivedTrigger {
    fileprivate var step: FieldExplanation.Step {
        switch self {
        case .timeout: .timeout
        case .heuristic: .heuristic
        case .forge: .forge
        }
    }
}
