/// The nodes of one session by what they say, each list ascending in topological order.
struct NodesByKind {
    private(set) var opened: [Int] = []
    private(set) var members: [Int] = []
    private(set) var memberships: [Int: FactBody.Membership] = [:]
    private(set) var removed: [(node: Int, key: MemberKey)] = []
    private(set) var ended: [(node: Int, verdict: FactBody.Verdict)] = []
    private(set) var reopened: [Int] = []
    private(set) var kept: [Int] = []
    private(set) var titled: [Int] = []
    private(set) var noted: [Int] = []
    private(set) var taken: [(node: Int, taking: FactBody.Taking)] = []
    private(set) var scored: [ScoreKey: [Int]] = [:]
    private(set) var corrected: [ObjectID: [Int]] = [:]
    private(set) var acknowledged: [Int] = []

    struct ScoreKey: Hashable {
        let scorer: String
        let members: String
    }

    init(_ graph: HashGraph) {
        for node in graph.indices {
            switch graph.facts[node].body {
            case .opened: opened.append(node)
            case .member(let membership):
                members.append(node)
                memberships[node] = membership
            case .removed(let key): removed.append((node, key))
            case .ended(let verdict): ended.append((node, verdict))
            case .reopened: reopened.append(node)
            case .kept: kept.append(node)
            case .titled: titled.append(node)
            case .noted: noted.append(node)
            case .taken(let taking): taken.append((node, taking))
            case .scored(let score):
                scored[ScoreKey(scorer: score.scorer, members: score.members), default: []].append(node)
            case .corrected(let commit, _): corrected[commit, default: []].append(node)
            case .acknowledged: acknowledged.append(node)
            case .card, .claim, .released, .unknown, .invalid: break
            }
        }
    }
}
