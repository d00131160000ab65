import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// How one repository stands, as of an instant.
public struct StatusReport: Sendable {
    public struct Remote: Hashable, Sendable {
        public let name: String
        public let url: String
        /// The last exchange that ended in sync; nil before the first.
        public let syncedAt: Instant?
        public let hasConsent: Bool
    }

    /// Something that a person should know, with a name that scripts can rely on.
    public struct Problem: Hashable, Sendable {
        public let code: String
        public let text: String
    }

    public let repository: String
    public let asOf: Instant
    public let replica: ReplicaID
    public let remote: Remote?
    /// Facts held here.
    public let localCount: Int
    /// Facts that the remote is known to have; nil before the first exchange.
    public let remoteCount: Int?
    /// Facts that the remote is not known to have.
    public let pendingCount: Int
    /// Facts held here that the policy leaves out of the state ref.
    public let leftOutCount: Int
    public let openCount: Int
    public let idleCount: Int
    public let orphanedCount: Int
    public let sessionCount: Int
    public let openConflictCount: Int
    public let replicas: [ReplicaRow]
    public let trust: Trust
    /// Sessions that only revoked replicas wrote about; they are in no other count.
    public let untrustedCount: Int
    public let problems: [Problem]
    /// What tells the agent at once; the rest is found without.
    public let hooks: [HookEvent]
    public let hookChoice: HookChoice

    /// After the last exchange nothing has been added here: what the remote holds is what this replica holds.
    public var isInSync: Bool { remote?.syncedAt != nil && pendingCount == 0 }
}

extension Workspace {
    public func status(at instant: Instant) throws -> StatusReport {
        var problems: [StatusReport.Problem] = []
        do { _ = try settings() } catch let error as SettingsError {
            problems.append(StatusReport.Problem(code: "settings", text: "\(error)"))
        }
        let remote = try? syncRemote()
        let retention = try knownRetention()
        let pendingCount = try unsharedCount(with: remote)
        return try store.read { reader in
            let trust = Trust(own: [replica], decisions: try reader.trustDecisions())
            let untrusted = Set(try reader.sessionParts(writtenBy: trust.revoked).filter { $0.value == .wholly }.keys)
            let live = try reader.sessionsNotOver(at: instant).filter { !untrusted.contains($0.id) }
                .map { $0.display(at: instant).state }
            let counts = try reader.counts()
            let leftOut = try reader.leftOut(by: retention)
            let known = try remote.flatMap { try reader.remote($0.url) }
            problems += try shortfalls() + self.problems(reader) + setbacks(reader, of: remote)
                + heldBackProblems(reader, remote)
            return StatusReport(
                repository: location.displayPath, asOf: instant, replica: replica,
                remote: remote.map {
                    StatusReport.Remote(
                        name: $0.name.description, url: $0.url, syncedAt: known?.syncedAt,
                        hasConsent: known?.consentedAt != nil)
                },
                localCount: counts.facts, remoteCount: known?.factCount, pendingCount: pendingCount,
                leftOutCount: leftOut.factCount,
                openCount: live.count { $0 == .open }, idleCount: live.count { $0 == .idle },
                orphanedCount: try orphanedCount(reader, at: instant, except: untrusted),
                sessionCount: counts.sessions - untrusted.count,
                // Items that only revoked replicas have caused wait for nobody.
                openConflictCount: trust.revoked.isEmpty
                    ? counts.openConflicts : try conflicts(ConflictSelection(status: .open), reader).reports.count,
                replicas: try reader.replicas(), trust: trust, untrustedCount: untrusted.count, problems: problems,
                hooks: HookGlance(location).events, hookChoice: HookRecord.read(Installation(location)).choice)
        }
    }

    /// Looks only at sessions that fell silent after somebody's last fact: whose keeper has written since is no orphan.
    private func orphanedCount(
        _ reader: StoreReader, at instant: Instant, except untrusted: Set<RecordID>
    ) throws -> Int {
        guard let quiet = try reader.replicas().map(\.latestAt).min(), quiet < instant else { return 0 }
        return try reader.sessions(idleEndIn: quiet..<instant)
            .count { !untrusted.contains($0.id) && $0.display(at: instant).state == .orphaned }
    }

    private func heldBackProblems(_ reader: StoreReader, _ remote: SyncRemote?) throws -> [StatusReport.Problem] {
        let count = try heldBack(reader, from: remote?.url).count
        guard count > 0 else { return [] }
        return [StatusReport.Problem(
            code: "held-back",
            text: "\(counted(count, "fact")) that may hold a secret and is not sent; `sheaf shared` shows what to decide")]
    }

    private func shortfalls() -> [StatusReport.Problem] {
        store.shortfall.map(ShortfallWords.init).map { [$0] }?
            .filter { $0.isTold(at: now, seconds: ShortfallWords.secondsWarnedMax) }
            .map { StatusReport.Problem(code: "facts-missing", text: $0.text(at: now)) } ?? []
    }

    private func setbacks(_ reader: StoreReader, of remote: SyncRemote?) throws -> [StatusReport.Problem] {
        guard let remote else { return [] }
        return try reader.setbacks().filter { $0.notice.url == remote.url }
            .map { SetbackWords(setback: $0, remoteName: "\(remote.name)") }
            .filter { $0.isTold(at: now, seconds: SetbackWords.secondsWarnedMax) }
            .map { StatusReport.Problem(code: "remote-set-back", text: $0.text(at: now)) }
    }

    private func problems(_ reader: StoreReader) throws -> [StatusReport.Problem] {
        var problems: [StatusReport.Problem] = []
        let quarantined = try reader.quarantineCount()
        if quarantined > 0 {
            problems.append(StatusReport.Problem(
                code: "quarantine",
                text: "\(quarantined) received items were not valid and are kept aside; `sheaf doctor` lists them"))
        }
        let forks = try reader.conflictCount(of: .fork)
        if forks > 0 {
            problems.append(StatusReport.Problem(
                code: "forked-replica",
                text: "a replica's database was copied or restored: \(forks) numbers were used twice; nothing is lost, "
                    + "`sheaf doctor` tells which"))
        }
        let bound = now.milliseconds + HybridClock.aheadMillisecondsMax
        for row in try reader.replicas() where row.latestAt.milliseconds > bound {
            problems.append(StatusReport.Problem(
                code: "clock-skew",
                text: "replica \(row.replica.hex.prefix(8)) writes with a clock ahead of this one "
                    + "(\(RelativeTime.exactly(row.latestAt, from: now)))"))
        }
        if store.fileSystem != .local {
            problems.append(StatusReport.Problem(
                code: "network-file-system",
                text: "the repository lies on a network file system; Sheaf works there, slower and with a rollback journal"))
        }
        return problems
    }
}
