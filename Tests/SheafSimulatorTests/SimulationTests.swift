import Foundation
import SheafSimulator
import Testing

/// A slice of what `Scripts/simulate` runs by the ten thousand.
struct SimulationTests {
    @Test(arguments: [1...6, 7...12, 13...18, 19...24] as [ClosedRange<UInt64>])
    func everyLawHolds(seeds: ClosedRange<UInt64>) {
        for seed in seeds { expectLawful(Simulation.run(seed: seed)) }
    }

    @Test func seedsThatOnceBrokeALawHoldIt() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/simulator-seeds.txt")
        let seeds = RegressionSeeds.read(try String(contentsOf: file, encoding: .utf8))
        #expect(!seeds.isEmpty)
        for seed in seeds { expectLawful(Simulation.run(seed: seed)) }
    }

    @Test func aSeedGivesTheSameWorldAgain() {
        let (first, second) = (Simulation.run(seed: 7, writesScript: true), Simulation.run(seed: 7, writesScript: true))
        #expect(first.script == second.script)
        #expect(first.tree == second.tree)
    }

    @Test func aCrowdComesToHoldTheSame() {
        expectLawful(Simulation.run(seed: 4_711, replicaCount: 25))
    }

    /// Between them a few seeds meet every kind of fault; a kind that never takes effect tests nothing.
    @Test func everyFaultTakesEffectSomewhere() {
        var summary = Summary()
        for seed in UInt64(100)..<140 { summary.add(Simulation.run(seed: seed)) }
        let missing = Fault.allCases.filter { summary.effects[$0] == nil }
        #expect(missing.isEmpty)
        #expect(summary.failures.isEmpty)
    }

    private func expectLawful(_ run: Simulation.Run) {
        #expect(run.violation == nil, "seed \(run.seed): \(run.violation.map { "\($0)" } ?? "")")
    }
}
