import SheafStore
import SheafWorkspace

/// How facts are spoken of that look as if they held a secret. What they say is never shown.
enum HeldBackWords {
    static func lines(_ facts: [WithheldFact]) -> [Text] {
        guard !facts.isEmpty else { return [] }
        let items: [Text] = facts.map { fact in
            let hash = fact.held.line.hash.hex.prefix(12)
            return "\(hash, .identifier): the \(fact.field) of a fact about \(fact.held.line.record) looks like \(fact.finding)"
        }
        return ["\(Text.counted(facts.count, "fact")) not sent, because of what may be a secret:"] + items + [
            "`sheaf shared --keep-back HASH` keeps a fact from this remote, `--allow-secret HASH` sends it; then change the secret",
        ]
    }

    /// Said only when there are any.
    static func members(_ facts: [WithheldFact]) -> [Document.Member] {
        guard !facts.isEmpty else { return [] }
        return [Document.Member(key: "held_back", value: .array(facts.map { fact in
            [
                "hash": .string(fact.held.line.hash.hex), "record": .string(fact.held.line.record.hex),
                "field": .string(fact.field), "finding": .string(fact.finding),
            ]
        }))]
    }
}
