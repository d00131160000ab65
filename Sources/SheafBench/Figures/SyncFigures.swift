import Foundation
import SheafCore
import SheafStore
import SheafWorkspace

/// What an exchange costs, over a path remote: the network's own time is nobody's merit.
enum SyncFigures {
    static let all = [oneChange, first, firstMemory, aged]

    /// `one-change sync CPU flat from 1k to 100k facts (<= 1.2x)`.
    private static let oneChange = Figure(
        name: "sync-one-change", what: "CPU of a sync with one change: 100,000 facts against 1,000", unit: .ratio,
        budget: .atMost(1.2)
    ) { setting in
        let small = try SampleRepository.shared(facts: 1_000, setting)
        let large = try SampleRepository.shared(facts: setting.factCount, setting)
        let (few, many) = try Samples.interleaved(
            setting.repetitions(20), { try syncWithOneChange(small, setting) },
            { try syncWithOneChange(large, setting) })
        return Measurement(
            many.median / few.median, many, in: .milliseconds,
            limit: Measurement.Limit(what: "CPU with 1,000 facts", samples: few, unit: .milliseconds))
    }

    /// `first sync of a fresh clone with 100k facts <= 15 s`.
    private static let first = Figure(
        name: "sync-first", what: "first sync of a fresh clone with 100,000 facts", unit: .seconds, budget: .atMost(15)
    ) { setting in
        let lines = SampleState(facts: setting.factCount).flatMap(\.lines)
        let (sync, limit) = try Samples.interleaved(
            setting.isQuick ? 1 : 3, warmUps: 0,
            { try firstSync(setting).milliseconds / 1000 },
            {
                let checks = Samples.time { checkSignatures(lines) }
                return try (bareFetch(setting) + checks) / 1000
            })
        return Measurement(
            sync.median, sync, in: .seconds,
            limit: Measurement.Limit(what: "git fetch + checking the signatures", samples: limit, unit: .seconds))
    }

    private static let firstMemory = Figure(
        name: "sync-memory", what: "peak memory of a first sync with 100,000 facts", unit: .megabytes,
        budget: .atMost(150)
    ) { setting in
        let peak = try firstSync(setting).peakMegabytes
        return Measurement(peak, Samples([peak]), in: .megabytes)
    }

    /// Every exchange may leave a pack behind.
    private static let aged = Figure(
        name: "sync-aged", what: "CPU of a sync with one change: after 500 exchanges against before", unit: .ratio,
        budget: .atMost(1.2)
    ) { setting in
        let repository = try SampleRepository.make("aged", setting)
        try repository.fill(facts: 1_000)
        func sample() throws -> Samples { Samples(try (0..<10).map { _ in try syncWithOneChange(repository, setting) }) }
        _ = try sample()
        let before = try sample()
        for _ in 0..<(setting.isQuick ? 50 : 480) { _ = try syncWithOneChange(repository, setting) }
        let after = try sample()
        return Measurement(
            after.median / before.median, after, in: .milliseconds,
            limit: Measurement.Limit(what: "CPU before", samples: before, unit: .milliseconds))
    }

    // MARK: Steps

    /// CPU milliseconds of `sheaf sync` and of every `git` that it starts.
    private static func syncWithOneChange(_ repository: SampleRepository, _ setting: Setting) throws -> Double {
        try addTitle(in: repository)
        return try setting.sheaf("sync", in: repository.path).run().cpuMilliseconds
    }

    /// The workspace is closed before the program to be measured starts.
    private static func addTitle(in repository: SampleRepository) throws {
        let workspace = try repository.open()
        let session = SampleState(facts: 1_000).session(20)
        try workspace.store.write(now: workspace.now) {
            try $0.append(.titled("Title \(workspace.now)"), to: RecordKey(.session, session.record), isHuman: true)
        }
    }

    private static func firstSync(_ setting: Setting) throws -> Program.Cost {
        let clone = try SampleRepository.shared(facts: setting.factCount, setting).clone("clone")
        try setting.sheaf("enable", in: clone.path).run()
        let cost = try setting.sheaf("sync", in: clone.path).run()
        let count = try clone.open().store.read { try $0.counts().facts }
        guard count >= setting.factCount else { throw WrongAnswer(text: "a sync that brought \(count) facts") }
        return cost
    }

    private static func bareFetch(_ setting: Setting) throws -> Double {
        let source = try SampleRepository.shared(facts: setting.factCount, setting)
        let folder = try setting.scratch("bare-fetch")
        try setting.git("init", "--quiet", "--template=", "--bare", in: folder)
        return try setting.git(
            "fetch", "--quiet", source.remote, "refs/sheaf/state:refs/sheaf/state", in: folder).milliseconds
    }

    private static func checkSignatures(_ lines: [Line]) {
        let portion = 256
        DispatchQueue.concurrentPerform(iterations: (lines.count + portion - 1) / portion) { index in
            for line in lines[(index * portion)..<min((index + 1) * portion, lines.count)] {
                precondition(line.isSignatureValid(), "BUG: a sample line has a bad signature")
            }
        }
    }
}
