import TestSupport
import Testing

@testable import SheafCore

/// Views and conflicts are a function of the set of lines: not of their order, batching or repetition.
@Suite("Laws of the fold")
struct FoldLawTests {
    /// 40 cases of 50 groups of replicas, of whose facts 10 random sets are taken.
    @Test("20,000 random sets give the same bytes in any order and batching", arguments: Seeds.cases(40))
    func functionOfTheSet(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for group in 0..<50 {
            let facts = try RandomTeam(&random, factCount: Int.random(in: 2...14, using: &random))
            for set in 0..<10 {
                let lines = facts.subset(&random)
                if let broken = brokenLaw(of: lines, &random) {
                    Issue.record("seed \(seed), group \(group), set \(set): \(broken)\nlines: \(lines)")
                    return
                }
            }
        }
    }

    /// nil when every law holds.
    private func brokenLaw(of set: [PlacedLine], _ random: inout SeededGenerator) -> String? {
        let whole = MemoryViews(set)
        let expected = whole.canonicalBytes
        var piecemeal = MemoryViews()
        let arriving = (set + set.prefix(2)).shuffled(using: &random)
        for batch in random.pieces(of: arriving, countMax: 4) { piecemeal.insert(batch) }
        let bytes = piecemeal.canonicalBytes
        guard bytes == expected else {
            return "in batches \(String(decoding: bytes, as: UTF8.self))\n"
                + "at once \(String(decoding: expected, as: UTF8.self))"
        }
        guard piecemeal.judgements == whole.judgements else { return "heads, ignored lines, cards or claims differ" }
        let items = whole.conflicts.map(\.id)
        guard Set(items).count == items.count else { return "two items share an id: \(items)" }
        return nil
    }
}
