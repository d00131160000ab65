import SheafCore
import SheafStore
import Testing
import TestSupport

struct ViewTests {
    @Test(arguments: UInt64(0)..<40)
    func `lines in any order and portions give the views of a fold from scratch`(seed: UInt64) throws {
        var facts = RandomFacts(seed: seed, factCount: 30 + Int(seed) * 4)
        var memory = MemoryViews()
        memory.insert(facts.entries.map { ($0.path.kind, HeldLine($0.line, isSigned: $0.isSigned)) })
        let expected = String(decoding: memory.canonicalBytes, as: UTF8.self)

        let scratch = try ScratchStore(seed: seed)
        for portion in facts.shuffledPortions() { try scratch.store.intake(portion) }
        #expect(try scratch.store.dump() == expected, "seed \(seed)")

        try scratch.store.rebuildViews()
        #expect(try scratch.store.dump() == expected, "seed \(seed), rebuilt")
    }

    @Test func `a transaction reads what it has written`() throws {
        let scratch = try ScratchStore()
        let session = ScratchStore.session(0)
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.titled("Parser"), to: session, isHuman: true)
            #expect(try transaction.reader().facts(of: session).count == 1)
            try transaction.append(.titled("Lexer"), to: session, isHuman: true)
            let facts = try transaction.reader().facts(of: session).compactMap(\.fact)
            #expect(facts.map(\.line.number) == [1, 2])
            #expect(facts[1].after == [facts[0].hash.name])
        }
    }
}
