import Dispatch
import Foundation
import SheafSimulator

/// Seeds spread over threads; every world stays in one.
struct Batch {
    let replicas: Int?
    let failFast: Bool
    let threads: Int

    private static let portionCount = 20

    func run(_ seeds: [UInt64]) -> Summary {
        let portions = stride(from: 0, to: seeds.count, by: Self.portionCount).map {
            Array(seeds[$0..<min($0 + Self.portionCount, seeds.count)])
        }
        let shared = Shared(portions: portions)
        DispatchQueue.concurrentPerform(iterations: max(threads, 1)) { _ in
            while let portion = shared.next() {
                var summary = Summary()
                for seed in portion {
                    LastWords.set(seed)
                    summary.add(Simulation.run(seed: seed, replicaCount: replicas))
                }
                shared.add(summary, stops: failFast)
            }
        }
        return shared.summary
    }

    /// `@unchecked Sendable`: everything happens under the lock.
    private final class Shared: @unchecked Sendable {
        private let lock = NSLock()
        private var portions: ArraySlice<[UInt64]>
        private var sum = Summary()

        init(portions: [[UInt64]]) {
            self.portions = portions[...]
        }

        func next() -> [UInt64]? { lock.withLock { portions.popFirst() } }

        func add(_ summary: Summary, stops: Bool) {
            lock.withLock {
                sum.add(summary)
                if stops, !sum.failures.isEmpty { portions = [] }
            }
        }

        var summary: Summary { lock.withLock { sum } }
    }
}
