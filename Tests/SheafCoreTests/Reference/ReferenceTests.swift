import Foundation
import TestSupport
import Testing

@testable import SheafCore

/// Random states, folded by this implementation and by the independent one in Python.
///
/// `SHEAF_REFERENCE_SETS` says how many; each seed that fails can be run again alone with `SHEAF_TEST_SEED`.
@Suite("The reference implementation agrees")
struct ReferenceTests {
    private static let caseCount: UInt64 = 20
    private static let setCount = ProcessInfo.processInfo.environment["SHEAF_REFERENCE_SETS"].flatMap { Int($0) } ?? 300

    @Test("views, conflicts, cards, claims and displays of random states are equal, byte for byte",
        .enabled(if: ReferencePrograms.obstacle == nil, "\(ReferencePrograms.obstacle ?? "")"),
        arguments: Seeds.cases(caseCount))
    func randomStates(seed: UInt64) throws {
        let count = max(1, Self.setCount / Int(Self.caseCount))
        let output = try ReferencePrograms.run("make_random.py", ["--seed", "\(seed)", "--count", "\(count)"])
        let documents = output.split(separator: .lineFeed)
        #expect(documents.count == count)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var random = SeededGenerator(seed: seed)
        for (index, document) in documents.enumerated() {
            let vector = try decoder.decode(StateVector.self, from: Data(document))
            let state = try FoldedState(shards: vector.shards)
            let difference = state.difference(from: vector)
            #expect(difference == nil, "make_random.py --seed \(seed), index \(index)")
            var piecemeal = MemoryViews()
            let arriving = state.lines.shuffled(using: &random)
            for batch in random.pieces(of: arriving, countMax: 6) { piecemeal.insert(batch) }
            #expect(piecemeal.canonicalBytes == state.views.canonicalBytes, "seed \(seed), index \(index), in batches")
        }
    }
}
