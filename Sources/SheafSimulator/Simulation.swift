import SheafCore

/// One seed: a world from its first step to its healing.
public enum Simulation {
    /// What came of a seed.
    public struct Run: Sendable {
        public let seed: UInt64
        public let violation: Violation?
        public let stepCount: Int
        public let factCount: Int
        public let replicaCount: Int
        public let grantCount: Int
        /// How often each kind of fault took effect.
        public let effects: [Fault: Int]
        /// Hash of the tree that all hold in the end: the same seed gives the same.
        public let tree: String
        /// Empty unless asked for.
        public let script: [String]
    }

    /// - Parameters:
    ///   - replicaCount: nil leaves it to the seed: 3 to 12, in one of fifty worlds 100.
    ///   - writesScript: keep what happened, step by step.
    public static func run(seed: UInt64, replicaCount: Int? = nil, writesScript: Bool = false) -> Run {
        let world = World(seed: seed, replicaCount: replicaCount, writesScript: writesScript)
        var violation: Violation?
        do { try world.run() } catch let broken as Violation { violation = broken } catch {
            violation = Violation(law: .failure, detail: "\(error)")
        }
        return Run(
            seed: seed, violation: violation, stepCount: world.stepCount, factCount: world.factCount,
            replicaCount: world.desks.count, grantCount: world.grantCount, effects: world.effects,
            tree: world.remote.tree?.hex ?? "", script: world.script)
    }
}
