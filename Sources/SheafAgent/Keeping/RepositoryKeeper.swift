import Foundation
import Logging
import SheafCore
import SheafGit
import SheafStore
import SheafSync
import SheafWorkspace

/// Looks after one repository: records what is committed there, keeps the state ref up to date, exchanges with the remote.
///
/// Works on a queue of its own. Recording never waits for the network: an exchange is a task beside the loop.
actor RepositoryKeeper {
    enum News: Hashable, Sendable {
        /// Reflogs may have grown.
        case changed
        /// A person asked for an exchange.
        case asked
        case exchangeEnded
        case backupEnded
        case ending
    }

    private let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The common git directory.
    nonisolated let path: String
    nonisolated let inbox = Inbox<News>()
    private let surroundings: Surroundings
    private let watch: @Sendable ([String]) -> Bool
    private let log: Logger
    private var workspace: Workspace?
    private(set) var standing: RepositoryStanding
    private var schedule: SyncSchedule?
    private var exchange: Task<Void, Never>?
    private var backup: Task<Void, Never>?
    private var activity: Workspace.Activity?
    private var silence = SilenceWatch()
    /// When each thing is due, by the monotonic clock.
    private var ingestDue: UInt64 = 0
    private var projectDue: UInt64?
    private var lookDue: UInt64 = 0
    private var backupDue: UInt64
    /// When a damaged database was last replaced.
    private var recoveredAt: UInt64?

    private enum Pace {
        /// Between two readings of the reflogs: a burst of commits is recorded together.
        static let ingestMilliseconds: UInt64 = 300
        /// DESIGN section 4: a push by hand sends what was recorded five seconds ago.
        static let projectMilliseconds: UInt64 = 2000
        /// How often to look without being told, where the kernel tells and where it does not.
        static let watchedMilliseconds: UInt64 = 600_000
        static let polledMilliseconds: UInt64 = 60_000
        /// After a session falls silent or ends: several often do so together.
        static let silenceMilliseconds: UInt64 = 1000
        /// `backup now --if-due` decides; this is how often it is asked.
        static let backupMilliseconds: UInt64 = 1_200_000
        static let firstBackupMilliseconds: UInt64 = 60_000
        /// A database that is damaged again so soon is for a person.
        static let recoveryMilliseconds: UInt64 = 3_600_000
        static let failedMilliseconds: UInt64 = 60_000
    }

    /// - Parameter watch: asks for these folders to be watched; whether all of them are.
    init(path: String, surroundings: Surroundings, log: Logger, watch: @escaping @Sendable ([String]) -> Bool) {
        self.path = path
        self.surroundings = surroundings
        self.watch = watch
        self.log = log
        executor = QueueExecutor("sheaf keeper")
        standing = RepositoryStanding(path: path)
        backupDue = surroundings.monotonic() + Pace.firstBackupMilliseconds
    }

    /// Until told to end: what was being recorded and exchanged is finished.
    func run() async {
        var isEnding = false
        while !isEnding {
            let news = await inbox.next(within: pause())
            isEnding = news.contains(.ending)
            if news.contains(.changed) { ingestDue = min(ingestDue, max(lastIngest + Pace.ingestMilliseconds, now)) }
            if news.contains(.asked) { schedule?.retry(now: now) }
            if isEnding { ingestDue = 0 }
            step()
        }
        exchange?.cancel()
        backup?.cancel()
        await exchange?.value
        await backup?.value
        if projectDue != nil { attempt("project") { _ = try $0.project() } }
        workspace = nil
    }

    private var now: UInt64 { surroundings.monotonic() }
    private var lastIngest: UInt64 = 0
    private var lastRecordedCount = 0

    /// How the repository stands, with times as of now.
    func report() -> RepositoryStanding {
        var report = standing
        report.nextExchangeSeconds = schedule.map { $0.due > now ? Int(clamping: ($0.due - now) / 1000) : 0 }
        return report
    }

    private func pause() -> UInt64? {
        let exchangeDue = exchange == nil ? schedule?.due : nil
        let due = [ingestDue, lookDue, projectDue, exchangeDue, backup == nil ? backupDue : nil].compactMap { $0 }.min() ?? 0
        return due > now ? due - now : 0
    }

    // MARK: What is due

    private func step() {
        if now >= min(ingestDue, lookDue) { ingest() }
        if let due = projectDue, now >= due {
            projectDue = nil
            attempt("project") { _ = try $0.project() }
        }
        if let schedule, now >= schedule.due, exchange == nil { beginExchange() }
        if now >= backupDue, backup == nil { beginBackup() }
    }

    private func ingest() {
        lastIngest = now
        lastRecordedCount = 0
        attempt("record") { workspace in
            workspace.forgetSettings()
            var report = try workspace.ingest()
            while true {
                lastRecordedCount += report.recorded.count
                guard report.isBounded else { break }
                report = try workspace.ingest()
            }
            let folders = WatchedFolders(workspace.location)
            standing.attention = watch(folders.paths) && folders.isInformative ? .watching : .polling
            standing.ingestedAt = "\(surroundings.now())"
            standing.problem = nil
            if lastRecordedCount > 0 { workspace.refreshPrompt() }
            try look(workspace)
        }
        ingestDue = .max
        lookDue = now + (standing.attention == .watching ? Pace.watchedMilliseconds
            : standing.attention == .polling ? Pace.polledMilliseconds : Pace.failedMilliseconds)
        if let next = activity?.nextSilenceAt {
            let wait = max(0, next.milliseconds - surroundings.now().milliseconds)
            lookDue = min(lookDue, now + UInt64(wait) + Pace.silenceMilliseconds)
        }
        guard lastRecordedCount > 0 else { return }
        standing.recordedCount += lastRecordedCount
        log.info("recorded", metadata: ["repository": "\(path)", "commits": "\(lastRecordedCount)"])
    }

    /// What is going on, and whether there is somebody to exchange with.
    private func look(_ workspace: Workspace) throws {
        let activity = try workspace.activity(watching: silence.watched)
        let before = self.activity
        self.activity = activity
        tell(silence.look(activity.sessions, now: surroundings.now(), monotonic: Surroundings.awakeSinceBoot()))
        if activity.pendingCount > before?.pendingCount ?? 0, projectDue == nil { projectDue = now + Pace.projectMilliseconds }
        standing.openSessionCount = activity.openSessionCount
        if !activity.hasConsent {
            schedule = nil
        } else if schedule == nil {
            schedule = SyncSchedule(now: now, situation: activity.situation, random: surroundings.random64())
        }
        // What somebody has typed is to be seen by others soon; what was recorded can wait its turn.
        let isOpened = Set(activity.sessions.map(\.id)) != Set((before?.sessions ?? activity.sessions).map(\.id))
        if let before, activity.pendingCount > before.pendingCount, isOpened || lastRecordedCount == 0 {
            schedule?.hurry(now: now, situation: activity.situation, random: surroundings.random64())
        }
    }

    /// What people want to hear of, for now in the log.
    private func tell(_ news: [SilenceWatch.News]) {
        for item in news {
            switch item {
            case .idle(let session):
                log.notice("session-idle", metadata: ["repository": "\(path)", "session": "\(session.hex)"])
            case .ended(let session, let trigger):
                log.notice("session-ended", metadata: [
                    "repository": "\(path)", "session": "\(session.hex)", "trigger": "\(trigger.rawValue)",
                ])
            case .missed(let idleCount, let endedCount):
                log.notice("time-passed", metadata: ["repository": "\(path)", "idle": "\(idleCount)", "ended": "\(endedCount)"])
            }
        }
    }

    // MARK: Exchange

    private func beginExchange() {
        attempt("sync") { workspace in
            workspace.forgetSettings()
            guard let remote = try workspace.consentedRemote() else {
                schedule = nil
                return
            }
            projectDue = nil
            let driver = try workspace.driver(to: remote, isTyped: false)
            exchange = Task { await self.finish(Self.run(driver)) }
        }
        // What keeps an exchange from beginning is tried again with the next look.
        if exchange == nil, let activity {
            schedule?.ended(.unreachable, now: now, situation: activity.situation, random: surroundings.random64())
        }
    }

    private static func run(_ driver: ExchangeDriver) async -> Result<SyncReport, any Error> {
        do { return .success(try await driver.run()) } catch { return .failure(error) }
    }

    private func finish(_ result: Result<SyncReport, any Error>) {
        exchange = nil
        standing.exchangedAt = "\(surroundings.now())"
        let outcome: SyncSchedule.Outcome
        switch result {
        case .success(let report):
            attempt("sync") { workspace in
                try workspace.tidy(after: report)
                try look(workspace)
            }
            outcome = SyncSchedule.Outcome(report)
            standing.exchangeProblem = report.problem
        case .failure(let error):
            outcome = .unreachable
            standing.exchangeProblem = "\(error)"
            if error is CancellationError { return }
        }
        standing.exchange = outcome.name
        let level: Logger.Level = outcome == .inSync ? .debug : .warning
        log.log(level: level, "exchange", metadata: [
            "repository": "\(path)", "outcome": "\(outcome.name)", "problem": "\(standing.exchangeProblem ?? "")",
        ])
        if let activity { schedule?.ended(outcome, now: now, situation: activity.situation, random: surroundings.random64()) }
        inbox.put(.exchangeEnded)
    }

    // MARK: Backups

    /// In a process of its own: proving a backup whole folds every fact, which takes memory that the agent would keep.
    private func beginBackup() {
        backupDue = now + Pace.backupMilliseconds
        guard standing.attention != .failing, let program = Bundle.main.executablePath else { return }
        let child = ChildProcess(
            executable: program, arguments: ["backup", "now", "--if-due", "--quiet", "-C", path], environment: surroundings.environment,
            deadlineSeconds: 1800)
        backup = Task { await self.finish(Self.run(child)) }
    }

    /// - Returns: what went wrong; nil when nothing did.
    private static func run(_ child: ChildProcess) async -> String? {
        do {
            let outcome = try await Cancellation.blocking { try child.run(cancellation: $0) }
            return outcome.exit.isSuccess ? nil : outcome.errorText
        } catch { return error is CancellationError ? nil : "\(error)" }
    }

    private func finish(_ problem: String?) {
        backup = nil
        standing.backupProblem = problem
        if let problem { log.error("backup failed", metadata: ["repository": "\(path)", "problem": "\(problem)"]) }
        inbox.put(.backupEnded)
    }

    /// Puts a damaged database aside and makes a new one from the newest verified backup, the state ref and what can still be read.
    private func recover() {
        if let recoveredAt, now - recoveredAt < Pace.recoveryMilliseconds { return }
        recoveredAt = now
        do {
            let report = try Workspace.recover(from: path, surroundings: surroundings)
            log.critical("a damaged database was replaced", metadata: [
                "repository": "\(path)", "aside": "\(report.setAside ?? "")", "backup": "\(report.backup.map { "\($0.name)" } ?? "")",
                "facts": "\(report.factCount)", "lost": "\(report.lostCount)",
            ])
            inbox.put(.changed)
        } catch {
            log.critical("a damaged database could not be replaced", metadata: ["repository": "\(path)", "problem": "\(error)"])
        }
    }

    // MARK: Failing

    /// Runs `body` on the open workspace; what it throws is kept for `agent status`, and tried again with the next look.
    private func attempt(_ what: String, _ body: (Workspace) throws -> Void) {
        do {
            let workspace = try workspace ?? Workspace.open(from: path, surroundings: surroundings)
            self.workspace = workspace
            try body(workspace)
        } catch {
            // An opened database that was replaced, or whose replica is another one by now, must be opened again.
            workspace = nil
            standing.attention = .failing
            if standing.problem != "\(error)" {
                log.error("failed", metadata: ["repository": "\(path)", "what": "\(what)", "problem": "\(error)"])
            }
            standing.problem = "\(error)"
            if case StoreError.corrupt = error { recover() }
        }
    }
}
