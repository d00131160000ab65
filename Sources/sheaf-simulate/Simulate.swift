import ArgumentParser
import Dispatch
import Foundation
import SheafSimulator

/// Runs simulated worlds and says which broke a law.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheaf-simulate", abstract: "Run the simulator over many seeds, or one seed with its script.")

    @Option(help: "How many seeds to run.")
    var seeds = 1000

    @Option(help: "The first seed.")
    var from: UInt64 = 1

    @Option(help: "Run this seed alone and print what happened.")
    var seed: UInt64?

    @Option(help: "Replicas of each world; 3 to 12 by default, in one of fifty worlds 100.")
    var replicas: Int?

    @Option(help: "Seeds to run first, one a line; # begins a comment.")
    var regressions: String?

    @Option(help: "Threads.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Stop at the first seed that breaks a law.")
    var failFast = false

    func run() throws {
        if let seed {
            let run = Simulation.run(seed: seed, replicaCount: replicas, writesScript: true)
            for line in run.script { print(line) }
            print("seed \(seed): \(run.violation.map { "\($0)" } ?? "every law held")")
            if run.violation != nil { throw ExitCode.failure }
            return
        }
        LastWords.listen()
        let start = DispatchTime.now()
        let known = try regressionSeeds()
        let summary = Batch(replicas: replicas, failFast: failFast, threads: threads)
            .run(known + (0..<UInt64(seeds)).map { from + $0 })
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
        report(summary, seconds)
        if !summary.failures.isEmpty || !summary.shortcomings.isEmpty { throw ExitCode.failure }
    }

    private func regressionSeeds() throws -> [UInt64] {
        guard let regressions else { return [] }
        return RegressionSeeds.read(try String(contentsOfFile: regressions, encoding: .utf8))
    }

    private func report(_ summary: Summary, _ seconds: Double) {
        print(
            "\(summary.runCount) seeds in \(String(format: "%.1f", seconds)) s: median \(summary.stepMedian) steps, "
                + "\(summary.factMedian) facts; \(summary.grantCount) claims granted; digest \(summary.digest)")
        for fault in Fault.allCases {
            let share = String(format: "%5.1f", Double(summary.perMille(fault)) / 10)
            print("  \(share) %  \(fault.rawValue)")
        }
        for shortcoming in summary.shortcomings { print("NOT ENOUGH: \(shortcoming)") }
        for failure in summary.failures.prefix(20) {
            print("seed \(failure.seed) FAILED: \(failure.violation.map { "\($0)" } ?? "")")
        }
        guard let first = summary.failures.first else {
            print("0 of \(summary.runCount) seeds broke a law")
            return
        }
        print("\(summary.failures.count) of \(summary.runCount) seeds broke a law. The script of the first:")
        for line in Simulation.run(seed: first.seed, replicaCount: replicas, writesScript: true).script { print(line) }
        print("Again: Scripts/simulate --seed \(first.seed)")
    }
}
