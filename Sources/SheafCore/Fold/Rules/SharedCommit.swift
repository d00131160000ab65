/// Rule 8: which of several sessions a commit is counted in. Protocol: 6-fold, rule 8.
enum SharedCommit {
    /// A commit as one of its sessions holds it.
    struct Candidate {
        let session: RecordID
        let bestLine: LineHash
        let isByHand: Bool
        let isByHook: Bool
        let isInWindow: Bool
        let isSameWorktree: Bool
    }

    /// - Parameter candidates: at least one.
    /// - Returns: the primary session, and the item when there are several.
    static func judge(_ commit: ObjectID, _ candidates: [Candidate]) -> (primary: RecordID, conflict: Conflict?) {
        let ranked = candidates.sorted { step(by: $0, over: $1) != nil }
        let primary = ranked[0]
        guard ranked.count > 1, let step = step(by: primary, over: ranked[1]) else { return (primary.session, nil) }
        let conflict = Conflict(
            .sharedCommit, .noted, record: primary.session, field: MemberKey.commit(commit).description,
            winner: primary.bestLine, losers: ranked.dropFirst().map(\.bestLine), step: step,
            lines: ranked.map(\.bestLine))
        return (primary.session, conflict)
    }

    /// The step by which `left` ranks before `right`; nil when it does not.
    private static func step(by left: Candidate, over right: Candidate) -> Conflict.Step? {
        if left.isByHand != right.isByHand { return left.isByHand ? .byHand : nil }
        if left.isByHook != right.isByHook { return left.isByHook ? .byHook : nil }
        if left.isInWindow != right.isInWindow { return left.isInWindow ? .window : nil }
        if left.isSameWorktree != right.isSameWorktree { return left.isSameWorktree ? .worktree : nil }
        if left.session.time != right.session.time { return left.session.time < right.session.time ? .earlierOpening : nil }
        return left.session < right.session ? .smallerID : nil
    }
}

extension SessionFold {
    /// The commit as this session holds it, or nil when it does not count here.
    func candidate(_ commit: ObjectID) -> SharedCommit.Candidate? {
        guard let member = admission.members[.commit(commit)], let best = member.best,
            let time = kinds.memberships[best]?.time
        else { return nil }
        let own = member.counted.compactMap { kinds.memberships[$0] }
        let openedAt = id.time.milliseconds
        let windowEnd = latestActivity(besides: .commit(commit)) + opening.periods.timeoutSeconds * 1000
        return SharedCommit.Candidate(
            session: id, bestLine: hash(best), isByHand: own.contains { $0.via == .hand },
            isByHook: own.contains { $0.via == .hook }, isInWindow: (openedAt...max(openedAt, windowEnd)).contains(time),
            isSameWorktree: own.contains { $0.worktree.map(opening.worktrees.contains) ?? false })
    }
}
