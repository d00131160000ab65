/// The records that are not sessions.
enum OtherRecords {
    static func fold(_ graph: HashGraph, _ key: RecordKey) -> (content: RecordFold.Content, conflicts: [Conflict]) {
        switch key.kind {
        case .replica: card(graph, key)
        case .claim: (RecordFold.Content(RecordClaims.counted(graph, key)), [])
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
