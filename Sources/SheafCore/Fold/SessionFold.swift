/// Folds the facts of one session: the rules run in order, each in its own file, over one graph.
///
/// Pure, total, integers only. Protocol: 6-fold.
struct SessionFold {
    let id: RecordID
    let graph: HashGraph
    /// Node numbers by what they say; only facts that are valid for their kind.
    let kinds: NodesByKind

    let opening: OpeningJudgement
    let activity: Activity
    private(set) var membership: MembershipJudgement
    private(set) var ends: EndJudgement
    private(set) var takes: TakeJudgement
    private(set) var admission: AdmissionJudgement
    /// The two members of the latest activity, of which at most one is the commit that rule 8 asks about.
    private let latestMembers: [(key: MemberKey, at: Int64)]

    /// - Parameter graph: at least one node.
    init(id: RecordID, graph: HashGraph) {
        self.id = id
        self.graph = graph
        kinds = NodesByKind(graph)
        opening = OpeningJudgement(graph, kinds)
        activity = Activity(graph, openedAt: id.time.milliseconds, timeoutSeconds: opening.periods.timeoutSeconds)
        membership = MembershipJudgement(graph, kinds)
        ends = EndJudgement(graph, kinds, membership, activity)
        takes = TakeJudgement(graph, kinds)
        let witnesses = WitnessJudgement(graph, kinds, activity, opening)
        admission = AdmissionJudgement(
            graph: graph, kinds: kinds, membership: membership, ends: ends, takes: takes, witnesses: witnesses)
        let latest = admission.members.map { [activity] in (key: $0.key, at: activity.latest(of: $0.value.counted)) }
        latestMembers = Array(latest.sorted { $0.at > $1.at }.prefix(2))
    }

    /// The latest activity of the other members, the opening when there is none.
    func latestActivity(besides key: MemberKey) -> Int64 {
        latestMembers.first { $0.key != key }?.at ?? id.time.milliseconds
    }

    func fact(_ node: Int) -> Fact { graph.facts[node] }

    func hash(_ node: Int) -> LineHash { graph.facts[node].hash }

    var view: SessionView {
        let counted = admission.members.values.filter { $0.standing != nil }
        let countedNodes = counted.flatMap(\.counted)
        let touching = countedNodes.compactMap { kinds.memberships[$0] }
        let lastActivity = activity.latest(of: countedNodes + kinds.kept + kinds.reopened)
        let pullRequests = pullRequestMembers
        let limit = derivedLimit(
            hasTests: touching.contains(where: \.touchesTests), hasDocs: touching.contains(where: \.touchesDocs),
            pullRequests: pullRequests)
        return SessionView(
            id: id, author: opening.author, owner: opening.owner, periods: opening.periods, lastActivity: lastActivity,
            end: ends.winner,
            idleEnd: min(lastActivity + limit.seconds * 1000, JSONValue.integerMax), derivedTrigger: limit.trigger,
            revision: admission.lateKeys.count, commits: commitMembers, pullRequests: pullRequests,
            title: text(kinds.titled), note: text(kinds.noted), taking: takes.view(graph, kinds),
            worktrees: opening.worktrees, corrections: corrections, scores: scores)
    }

    /// Rule 5: the shortest limit that applies.
    private func derivedLimit(
        hasTests: Bool, hasDocs: Bool, pullRequests: [SessionView.PullRequestMember]
    ) -> (seconds: Int64, trigger: SessionView.DerivedTrigger) {
        let periods = opening.periods
        guard periods.warningSeconds < periods.timeoutSeconds else { return (periods.timeoutSeconds, .timeout) }
        if !pullRequests.isEmpty, !pullRequests.contains(where: { $0.state == .open }) {
            return (periods.warningSeconds, .forge)
        }
        if periods.isHeuristic, hasTests, hasDocs { return (periods.warningSeconds, .heuristic) }
        return (periods.timeoutSeconds, .timeout)
    }

    private var commitMembers: [SessionView.CommitMember] {
        admission.members.compactMap { key, member in
            guard case .commit(let id) = key, let standing = member.standing, let best = member.best,
                let membership = kinds.memberships[best]
            else { return nil }
            let all = member.counted.compactMap { kinds.memberships[$0] }
            return SessionView.CommitMember(
                id: id, time: membership.time, standing: standing, via: membership.via, line: hash(best),
                recordedBy: fact(best).line.replica, touchesTests: all.contains(where: \.touchesTests),
                touchesDocs: all.contains(where: \.touchesDocs))
        }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    private var pullRequestMembers: [SessionView.PullRequestMember] {
        admission.members.compactMap { key, member in
            guard case .pullRequest(let number) = key, let standing = member.standing, let best = member.best,
                let current = Register(graph, membership.adds(of: key)).winner,
                let state = kinds.memberships[current]?.state
            else { return nil }
            return SessionView.PullRequestMember(number: number, state: state, standing: standing, line: hash(best))
        }.sorted { $0.number < $1.number }
    }

    /// A register's text; nil when nobody wrote it or the winner cleared it.
    private func text(_ nodes: [Int]) -> String? {
        guard let winner = Register(graph, nodes).winner else { return nil }
        switch fact(winner).body {
        case .titled(let text), .noted(let text): return text.isEmpty ? nil : text
        default: return nil
        }
    }

    private var corrections: [SessionView.Correction] {
        kinds.corrected.compactMap { commit, nodes in
            guard let winner = Register(graph, nodes).winner,
                case .corrected(_, let isAutomatic) = fact(winner).body
            else { return nil }
            return SessionView.Correction(commit: commit, isAutomatic: isAutomatic)
        }.sorted { $0.commit < $1.commit }
    }

    private var scores: [SessionView.ScoreInForce] {
        kinds.scored.compactMap { _, nodes in
            guard let winner = Register(graph, nodes).winner, case .scored(let score) = fact(winner).body else {
                return nil
            }
            return SessionView.ScoreInForce(score: score, line: hash(winner))
        }.sorted { ($0.score.scorer, $0.score.members) < ($1.score.scorer, $1.score.members) }
    }
}
