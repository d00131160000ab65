/// A claim as its own record tells it; which claim of a subject is in force is rule 11's matter.
public struct ClaimView: Hashable, Sendable {
    public let id: RecordID
    public let claim: FactBody.Claim
    public let replica: ReplicaID
    public let line: LineHash
    /// Only the claimant releases.
    public let isReleased: Bool
}

/// The records that are not sessions.
enum OtherRecords {
    static func fold(_ graph: HashGraph, _ key: RecordKey) -> (content: RecordFold.Content, conflicts: [Conflict]) {
        switch key.kind {
        case .replica: card(graph, key)
        case .claim: (claim(graph, key).map(RecordFold.Content.claim) ?? .none, [])
        default: (.none, [])
        }
    }

    /// Rule 9 on a replica's card.
    private static func card(_ graph: HashGraph, _ key: RecordKey) -> (RecordFold.Content, [Conflict]) {
        let nodes = graph.indices.filter { if case .card = graph.facts[$0].body { true } else { false } }
        let register = Register(graph, nodes)
        guard let winner = register.winner, case .card(let card) = graph.facts[winner].body else { return (.none, []) }
        let conflict = register.conflict(.register, record: key.id, field: "card") { Array($0.line.body.card) }
        return (.card(card), [conflict].compactMap(\.self))
    }

    /// Like an opening: a claim that knew another is ignored, of concurrent ones the smallest hash counts.
    private static func claim(_ graph: HashGraph, _ key: RecordKey) -> ClaimView? {
        let nodes = graph.indices.filter { if case .claim = graph.facts[$0].body { true } else { false } }
        guard let fact = graph.minimal(nodes).map({ graph.facts[$0] }).min(by: { $0.hash < $1.hash }),
            case .claim(let claim) = fact.body
        else { return nil }
        let isReleased = graph.facts.contains { $0.body == .released && $0.line.replica == fact.line.replica }
        return ClaimView(
            id: key.id, claim: claim, replica: fact.line.replica, line: fact.hash, isReleased: isReleased)
    }
}

extension ArraySlice<UInt8> {
    /// A card's own fields in canonical bytes, without the envelope.
    fileprivate var card: [UInt8] {
        guard let object = try? JSONValue.readCanonicalObject(self) else { return [] }
        let fields: [(String, JSONValue)] = ["formats", "name", "rules"].compactMap { name in
            object[name].map { (name, $0) }
        }
        return JSONValue.object(JSONObject(fields)).canonicalBytes
    }
}
