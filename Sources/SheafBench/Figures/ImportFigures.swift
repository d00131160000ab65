import Foundation

/// `import of 10,000 commits >= 2,000/s`, what it needs in memory for a history of 100,000 facts, and real input.
enum ImportFigures {
    static let all = [speed, memory, timeline]

    private static let speed = Figure(
        name: "import", what: "`sheaf import history` of 10,000 automatic commits", unit: .commitsPerSecond,
        budget: .atLeast(2_000)
    ) { setting in
        let repository = try SampleRepository.make("import", setting)
        try repository.addHistory(count: setting.historyCount)
        return try rate(of: repository, commits: setting.historyCount, setting)
    }

    private static let memory = Figure(
        name: "import-memory", what: "peak memory of an import that makes 100,000 facts", unit: .megabytes,
        budget: .atMost(150)
    ) { setting in
        let repository = try SampleRepository.make("import-memory", setting)
        // 25 commits and an opening each session.
        try repository.addHistory(count: setting.factCount * 25 / 26)
        let peak = try importHistory(repository, setting).peakMegabytes
        return Measurement(peak, Samples([peak]), in: .megabytes)
    }

    /// The commits of a real agent's history (`Tests/Fixtures/timeline.tsv`), with their own times and subjects.
    private static let timeline = Figure(
        name: "import-timeline", what: "`sheaf import history` of a real history, 852 commits", unit: .commitsPerSecond,
        budget: .atLeast(2_000)
    ) { setting in
        let repository = try SampleRepository.make("import-timeline", setting)
        let count = try repository.addTimeline()
        return try rate(of: repository, commits: count, setting)
    }

    // MARK: Steps

    private static func rate(of repository: SampleRepository, commits: Int, _ setting: Setting) throws -> Measurement {
        let (time, log) = try Samples.interleaved(
            setting.repetitions(5), warmUps: 1,
            { try importHistory(repository, setting).milliseconds / 1000 },
            {
                try setting.git("log", "--format=%H %ct %ae %B", "--name-only", "--all", in: repository.path)
                    .milliseconds / 1000
            })
        return Measurement(
            Double(commits) / time.median, time, in: .seconds,
            limit: Measurement.Limit(what: "git log --name-only", samples: log, unit: .seconds))
    }

    /// An import into a repository where Sheaf has held nothing so far.
    private static func importHistory(_ repository: SampleRepository, _ setting: Setting) throws -> Program.Cost {
        let store = repository.path + "/.git/sheaf"
        if FileManager.default.fileExists(atPath: store) { try FileManager.default.removeItem(atPath: store) }
        try setting.sheaf("enable", in: repository.path).run()
        return try setting.sheaf("import", "history", "--all", in: repository.path).run()
    }
}
