/// Many seeds together: whether they were worth anything, and which broke a law.
public struct Summary: Sendable {
    /// A median seed has at least this many steps and facts; else the worlds are too small to find anything.
    public static let stepMedianMin = 200
    public static let factMedianMin = 60
    /// Each kind of fault takes effect in at least this share of the seeds.
    public static let effectPerMilleMin = 20
    /// Below this many seeds the shares say nothing.
    public static let seedCountMin = 500

    public private(set) var runCount = 0
    public private(set) var failures: [Simulation.Run] = []
    public private(set) var effects: [Fault: Int] = [:]
    public private(set) var grantCount = 0
    /// Differs if any seed ended otherwise.
    public private(set) var digest: UInt64 = 0
    private var stepCounts: [Int] = []
    private var factCounts: [Int] = []

    public init() {}

    public mutating func add(_ run: Simulation.Run) {
        runCount += 1
        grantCount += run.grantCount
        stepCounts.append(run.stepCount)
        factCounts.append(run.factCount)
        for fault in run.effects.keys { effects[fault, default: 0] += 1 }
        if run.violation != nil { failures.append(run) }
        digest &+= run.tree.utf8.reduce(run.seed) { $0 &* 1_099_511_628_211 ^ UInt64($1) }
    }

    public mutating func add(_ other: Summary) {
        runCount += other.runCount
        grantCount += other.grantCount
        stepCounts += other.stepCounts
        factCounts += other.factCounts
        effects.merge(other.effects, uniquingKeysWith: +)
        failures += other.failures
        digest &+= other.digest
    }

    public var stepMedian: Int { Self.median(stepCounts) }
    public var factMedian: Int { Self.median(factCounts) }

    /// Reasons why this run does not count although no law was broken.
    public var shortcomings: [String] {
        guard runCount >= Self.seedCountMin else { return [] }
        var shortcomings: [String] = []
        if stepMedian < Self.stepMedianMin { shortcomings.append("the median seed has only \(stepMedian) steps") }
        if factMedian < Self.factMedianMin { shortcomings.append("the median seed has only \(factMedian) facts") }
        for fault in Fault.allCases where perMille(fault) < Self.effectPerMilleMin {
            shortcomings.append("\(fault.rawValue) took effect in \(perMille(fault)) of 1000 seeds only")
        }
        return shortcomings
    }

    public func perMille(_ fault: Fault) -> Int { effects[fault, default: 0] * 1000 / max(runCount, 1) }

    private static func median(_ values: [Int]) -> Int { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
}
