import Foundation
import SheafCore

/// Commands as a person or a hook starts them: `status` p95 <= 50 ms, and the peak of memory of what reads the most.
enum CommandFigures {
    static let all = [
        Figure(
            name: "record", what: "`sheaf record HEAD` of a new commit with 100,000 facts, p95", unit: .milliseconds,
            budget: .atMost(60)
        ) { setting in
            let repository = try SampleRepository.shared(facts: setting.factCount, setting)
            let count = setting.repetitions(60)
            let start = Int64(Date().timeIntervalSince1970) - 43_200
            var commits = try repository.addHistory(count: count + 2, from: start).makeIterator()
            return try beside(setting, count) {
                guard let commit = commits.next() else { preconditionFailure("BUG: too few commits") }
                try setting.git("update-ref", "--no-deref", "HEAD", "\(commit)", in: repository.path)
                return setting.sheaf("record", "HEAD", in: repository.path)
            }
        },
        Figure(
            name: "status", what: "`sheaf status` with 100,000 facts, p95", unit: .milliseconds, budget: .atMost(50)
        ) { setting in
            let repository = try SampleRepository.shared(facts: setting.factCount, setting)
            return try beside(setting, setting.repetitions(60)) { setting.sheaf("status", in: repository.path) }
        },
        Figure(
            name: "status-small", what: "`sheaf status` with 1,000 facts, p95", unit: .milliseconds, budget: .atMost(50)
        ) { setting in
            let repository = try SampleRepository.shared(facts: 1_000, setting)
            return try beside(setting, setting.repetitions(60)) { setting.sheaf("status", in: repository.path) }
        },
        Figure(
            name: "status-memory", what: "peak memory of `sheaf status` with 100,000 facts", unit: .megabytes,
            budget: .atMost(150)
        ) { setting in
            let repository = try SampleRepository.shared(facts: setting.factCount, setting)
            let peaks = try (0..<3).map { _ in try setting.sheaf("status", in: repository.path).run().peakMegabytes }
            return Measurement(peaks.max() ?? 0, Samples(peaks), in: .megabytes)
        },
    ]

    /// The p95 of a program's time, with the same process doing nothing beside it.
    static func beside(_ setting: Setting, _ count: Int, _ program: () throws -> Program) throws -> Measurement {
        var nothing = Program("/bin/true", [])
        nothing.environment = setting.environment
        let (time, spawn) = try Samples.interleaved(
            count, { try program().run().milliseconds }, { try nothing.run().milliseconds })
        return Measurement(
            time.p95, time, in: .milliseconds,
            limit: Measurement.Limit(what: "spawn of /bin/true", samples: spawn, unit: .milliseconds))
    }
}
