import TestSupport
import Testing

@testable import SheafCore

@Suite("Views as a store keeps them")
struct StoredContentTests {
    @Test("views and conflicts come back from their stored form", arguments: Seeds.cases(5))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let views = MemoryViews(try RandomTeam(&random, factCount: 25).written)
            for fold in views.folds.values {
                let stored = fold.content.storedBytes
                let content = try RecordFold.Content(storedBytes: stored)
                #expect(content.storedBytes == stored)
                #expect(description(content) == description(fold.content))
            }
            for conflict in views.conflicts {
                #expect(try Conflict(storedBytes: conflict.storedBytes) == conflict)
            }
        }
    }

    @Test("damaged bytes are refused or are another view, and stop nothing", arguments: Seeds.cases(5))
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let views = MemoryViews(try RandomTeam(&random, factCount: 40).written)
        let stored = views.folds.values.map(\.content.storedBytes).sorted { $0.lexicographicallyPrecedes($1) }
        for bytes in stored + views.conflicts.map(\.storedBytes) where !bytes.isEmpty {
            for _ in 0..<40 {
                var damaged = bytes
                damaged[Int.random(in: bytes.indices, using: &random)] = random.pick([0, 1, 0x7f, 0x80, 0xff])
                if random.chance(30) { damaged = Array(damaged.prefix(Int.random(in: bytes.indices, using: &random))) }
                _ = try? RecordFold.Content(storedBytes: damaged)
                _ = try? Conflict(storedBytes: damaged)
            }
        }
        #expect(throws: (any Error).self) { try RecordFold.Content(storedBytes: []) }
    }

    private func description(_ content: RecordFold.Content) -> AnyHashable {
        switch content {
        case .session(let view): AnyHashable(view)
        case .card(let card): AnyHashable(card)
        case .claims(let claims): AnyHashable(claims)
        case .none: AnyHashable(0)
        }
    }
}
