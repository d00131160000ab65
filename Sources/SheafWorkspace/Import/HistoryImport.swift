import SheafCore
import SheafGit
import SheafStore

extension Workspace {
    /// Batches an existing history with its own times.
    ///
    /// The commits are read first, then recorded in portions, each one transaction and one entry in the log. Doing it
    /// again, also after an interruption, records what is missing and nothing else: where an import stands is what it
    /// has recorded. Two clones that import the same history open the same sessions.
    ///
    /// - Parameters:
    ///   - progress: called after every portion, and while commits are read.
    ///   - isCancelled: asked between portions and while commits are read; true ends the import in good order.
    /// - Throws: `SettingsError`, `ImportError`, `GitError`, `StoreError`.
    @discardableResult
    public func importHistory(
        _ scope: HistoryScope = HistoryScope(), progress: (ImportProgress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> ImportReport {
        if let since = scope.since, let until = scope.until, since > until {
            throw ImportError.emptySpan(since: since, until: until)
        }
        let policy = try settings().policy
        let tips = try HistoryTips(scope.branches, in: repository)
        let branches = try AgentBranches(repository, rules: policy.detection, tips: tips.chosen, among: tips.all)
        let judge = CommitJudge(repository, policy, branches: branches)
        let reading = try HistoryReading(
            scope, tips: tips, judge: judge, progress: { progress(.reading(commits: $0)) }, isCancelled: isCancelled)
        var portions = ImportPortions(self, reading, judge)
        return try portions.run(progress: { progress(.recording(done: $0, total: $1)) }, isCancelled: isCancelled)
    }
}

/// Records what was read, one bounded transaction after the other.
private struct ImportPortions {
    /// Bounds how long other writers wait, what an interruption waits for, and what one `undo` takes back.
    private static let commitCountMax = 250
    /// Present while an import is unfinished: how far it came. What it has recorded says where it goes on.
    private static let cursor = "import"

    private let workspace: Workspace
    private let reading: HistoryReading
    private let judge: CommitJudge
    private var cut: HistoryCut?
    private var report = ImportReport()

    init(_ workspace: Workspace, _ reading: HistoryReading, _ judge: CommitJudge) {
        self.workspace = workspace
        self.reading = reading
        self.judge = judge
        cut = reading.cut
        report.commitCount = reading.commitCount
        report.automaticCount = reading.automatic.count
        report.isCut = reading.cut != nil
        report.isInterrupted = reading.isInterrupted
    }

    mutating func run(progress: (Int, Int) -> Void, isCancelled: () -> Bool) throws -> ImportReport {
        report.isResumed = try isUnfinished
        let commits = reading.automatic
        var done = 0
        while !report.isInterrupted, done < commits.count {
            let portion = commits[done..<min(done + Self.commitCountMax, commits.count)]
            done = portion.endIndex
            try record(Array(portion), position: "\(done) of \(commits.count)")
            progress(done, commits.count)
            report.isInterrupted = done < commits.count && isCancelled()
        }
        if !report.isInterrupted, try isUnfinished {
            try workspace.store.write(now: workspace.now) { try $0.setCursor(Self.cursor, to: nil) }
        }
        return report
    }

    private var isUnfinished: Bool {
        get throws { try workspace.store.read { try $0.cursor(Self.cursor) } != nil }
    }

    private mutating func record(_ portion: [JudgedCommit], position: String) throws {
        let known = try workspace.store.read { reader in
            try portion.map { RecordedCommit(commit: $0.id, outcome: try Recorder.known($0.id, reader) ?? .ordinary) }
        }
        let unknown = known.filter { $0.outcome == .ordinary }.map(\.commit)
        guard !unknown.isEmpty else { return report.add(RecordingReport(commits: known)) }
        let done = try write(portion, TouchedCommits(unknown, judge), position: position)
        report.add(done.report)
        cut = done.cut
    }

    private func write(_ portion: [JudgedCommit], _ touched: TouchedCommits, position: String) throws -> Recorder {
        let until = Instant(seconds: portion.last?.commit.committedAt ?? 0).clampedToPathRange
        return try workspace.store.write(now: workspace.now) { transaction in
            let scope = StreamPlanners.Scope(
                replica: workspace.replica, periods: judge.policy.sessions.periods, worktree: nil, until: until,
                email: workspace.authorEmail(transaction))
            var recorder = try Recorder(
                transaction, policy: judge.policy, scope: scope, via: .window, cut: cut, touched: touched)
            try recorder.record(portion)
            if !recorder.inverse.isEmpty { try transaction.log("import history", inverse: recorder.inverse) }
            try transaction.setCursor(Self.cursor, to: position)
            return recorder
        }
    }
}
