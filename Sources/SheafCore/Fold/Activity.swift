/// When something last happened, as far as each writer knew. Protocol: 6-fold, section 2.
///
/// A member counts no earlier than what its writer knew and no later than a timeout behind it, so that no clock
/// can hold a session open or end it.
struct Activity {
    private let openedAt: Int64
    /// The activity of each node that has one.
    private var own: [Int64?] = []
    /// For each node the latest activity known to its writer before it.
    private var before: [Int64] = []

    init(_ graph: HashGraph, openedAt: Int64, timeoutSeconds: Int64) {
        self.openedAt = openedAt
        var upTo: [Int64] = []
        for node in graph.indices {
            let known = graph.predecessors[node].reduce(openedAt) { max($0, upTo[$1]) }
            let activity = Self.activity(of: graph.facts[node], known: known, timeoutSeconds: timeoutSeconds)
            before.append(known)
            own.append(activity)
            upTo.append(max(known, activity ?? known))
        }
    }

    private static func activity(of fact: Fact, known: Int64, timeoutSeconds: Int64) -> Int64? {
        switch fact.body {
        case .member(let membership): min(max(membership.time, known), known + timeoutSeconds * 1000)
        case .kept, .reopened: max(known, fact.time.at)
        default: nil
        }
    }

    /// The latest activity that the node's writer knew before it.
    func known(to node: Int) -> Int64 { before[node] }

    /// The activity that the node itself is; the opening for a node that is none.
    func at(_ node: Int) -> Int64 { own[node] ?? openedAt }

    func latest(of nodes: [Int]) -> Int64 { nodes.reduce(openedAt) { max($0, at($1)) } }
}
