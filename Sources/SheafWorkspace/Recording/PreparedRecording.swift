import SheafCore
import SheafGit
import SheafStore

/// Commits that were read and judged, ready to be recorded by a transaction that has more to do than that.
struct PreparedRecording {
    private let workspace: Workspace
    private let policy: Policy
    private let via: FactBody.Via
    private let judged: [JudgedCommit]
    /// Of the automatic commits that the store does not know.
    private let touched: TouchedCommits
    private let isBounded: Bool
    /// The private git directory of the work tree that they were committed in.
    private let gitDirectory: String

    /// - Parameter commits: nil means `PendingCommits`.
    init(_ workspace: Workspace, _ commits: [ObjectID]?, via: FactBody.Via) throws {
        let policy = try workspace.settings().policy
        let chosen = try Self.commits(workspace, commits)
        try self.init(
            workspace, policy, chosen.commits, isBounded: chosen.isBounded, via: via,
            branches: try Self.branches(workspace.repository, policy), gitDirectory: workspace.location.gitDirectory)
    }

    /// Commits that a reflog tells of.
    init(_ workspace: Workspace, _ made: MadeCommits) throws {
        let policy = try workspace.settings().policy
        try self.init(
            workspace, policy, made.commits, isBounded: false, via: .window,
            branches: try AgentBranches(workspace.repository, rules: policy.detection, made: made.branches),
            gitDirectory: made.gitDirectory)
    }

    private init(
        _ workspace: Workspace, _ policy: Policy, _ commits: [Commit], isBounded: Bool, via: FactBody.Via,
        branches: AgentBranches, gitDirectory: String
    ) throws {
        let judge = CommitJudge(workspace.repository, policy, detector: try workspace.detector(), branches: branches)
        let judged = try commits.map { try judge.judge($0) }
        self.workspace = workspace
        self.policy = policy
        self.via = via
        self.judged = judged
        self.isBounded = isBounded
        self.gitDirectory = gitDirectory
        let unknown = try workspace.store.read { reader in
            try judged.filter { try $0.detection.isAutomatic && Recorder.known($0.id, reader) == nil }
        }
        touched = try TouchedCommits(unknown.map(\.id), judge)
    }

    /// Nothing would be written: an answer costs no transaction.
    var isSettled: Bool { touched.isEmpty }

    /// - Returns: what was done, and what takes it back.
    func record(_ transaction: Transaction) throws -> (report: RecordingReport, inverse: [Operation.Change]) {
        let worktree = try workspace.worktreeToken(transaction, of: gitDirectory)
        let last = judged.max(by: JudgedCommit.precedes)
        let scope = StreamPlanners.Scope(
            replica: workspace.replica, periods: policy.sessions.periods, worktree: worktree,
            until: Instant(seconds: last?.commit.committedAt ?? 0).clampedToPathRange, email: workspace.authorEmail(transaction))
        var recorder = try Recorder(transaction, policy: policy, scope: scope, via: via, touched: touched)
        try recorder.record(judged)
        var report = recorder.report
        report.isBounded = isBounded
        let recorded = Set(report.commits.lazy.filter(\.isRecorded).map(\.commit))
        try RecordedPosition.advance(
            transaction, worktree, to: judged.map(\.commit).filter { recorded.contains($0.id) })
        return (report, recorder.inverse)
    }

    /// The report of a recording that has nothing to write.
    func report(_ reader: StoreReader) throws -> RecordingReport {
        var report = RecordingReport(isBounded: isBounded)
        report.commits = try judged.sorted(by: JudgedCommit.precedes).map {
            RecordedCommit(commit: $0.id, outcome: try Recorder.known($0.id, reader) ?? .ordinary)
        }
        return report
    }

    private static func commits(
        _ workspace: Workspace, _ ids: [ObjectID]?
    ) throws -> (commits: [Commit], isBounded: Bool) {
        if let ids { return (try Set(ids).map { try workspace.repository.commit($0) }, false) }
        let location = workspace.location
        let last = try workspace.store.read { reader in
            try reader.worktreeToken(gitDirectory: location.gitDirectory)
                .flatMap { try RecordedPosition.read(reader, $0)?.commit }
        }
        let pending = try PendingCommits(
            workspace.repository, since: last, environment: workspace.surroundings.environment)
        return (pending.commits, pending.isBounded)
    }

    /// Only the branch that is checked out tells where a commit was made just now.
    private static func branches(_ repository: any UserRepository, _ policy: Policy) throws -> AgentBranches {
        guard let name = try repository.symbolicTarget(of: "HEAD"),
            AgentBranches.isAgents(BranchName.short(name, remotes: []), policy.detection)
        else { return AgentBranches() }
        let all = try repository.references(matching: "refs/heads/") + repository.references(matching: "refs/remotes/")
        return try AgentBranches(repository, rules: policy.detection, tips: all.filter { $0.name == name }, among: all)
    }
}

extension Workspace {
    /// Finds the address behind a stored session's author: as it was recorded here, else from its first commit if that
    /// is in this repository.
    func authorEmail(_ transaction: Transaction) -> (SessionView) throws -> String? {
        { [repository] view in
            if let email = try transaction.reader().authorEmail(of: view.id) { return email }
            guard let first = view.commits.first, let commit = try? repository.commit(first.id) else { return nil }
            return commit.author.email.lowercased()
        }
    }
}
