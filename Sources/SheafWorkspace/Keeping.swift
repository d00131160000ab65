import SheafCore
import SheafStore
import SheafSync

/// What a background agent needs of a workspace that it keeps open, beyond what commands need.
extension Workspace {
    /// What an exchange with the remote depends on, and how many sessions are going on.
    public struct Activity: Hashable, Sendable {
        public let situation: SyncSchedule.Situation
        /// Sessions that are open or idle, and those that were asked for, as of now.
        public let sessions: [SilenceWatch.Sighting]
        /// Sessions that are open or idle.
        public let openSessionCount: Int
        /// When the next of them falls silent or ends, if nobody goes on; nil when none is open.
        public let nextSilenceAt: Instant?
        /// There is a remote, and somebody has allowed sending to it.
        public let hasConsent: Bool
        /// Facts that the remote is not known to have.
        public let pendingCount: Int
    }

    /// - Parameter watched: sessions to be among `sessions` although they have ended.
    /// - Throws: `SettingsError`, `StoreError`.
    public func activity(watching watched: [RecordID] = []) throws -> Activity {
        let sync = try settings().policy.sync
        let remote = try? syncRemote()
        let pendingCount = try unsharedCount(with: remote)
        let now = now
        return try store.read { reader in
            let live = try reader.sessionsNotOver(at: now)
            let replicas = try reader.replicas()
            let active = replicas.count { $0.card != nil && now.milliseconds - $0.latestAt.milliseconds < Self.activeMilliseconds }
            let latest = replicas.map(\.latestAt.milliseconds).max() ?? 0
            let turns = live.flatMap { row in
                [row.view.lastActivity + row.view.periods.warningSeconds * 1000, row.view.idleEnd]
            }.filter { $0 > now.milliseconds }
            let going = Set(live.map(\.id))
            let over = try watched.filter { !going.contains($0) }.compactMap { try reader.session($0) }
            return Activity(
                situation: SyncSchedule.Situation(
                    sync: sync, activeReplicaCount: max(active, 1),
                    isQuiet: live.isEmpty && now.milliseconds - latest >= Self.activeMilliseconds),
                sessions: (live + over).map { row in
                    let display = row.display(at: now)
                    return SilenceWatch.Sighting(id: row.id, state: display.state, trigger: display.trigger)
                },
                openSessionCount: live.count, nextSilenceAt: turns.min().map(Instant.init(milliseconds:)),
                hasConsent: try remote.map { try Self.isConsented($0, reader) } ?? false, pendingCount: pendingCount)
        }
    }

    private static let activeMilliseconds: Int64 = 3_600_000

    /// A remote that somebody has allowed sending to; nil when there is none.
    public func consentedRemote() throws -> SyncRemote? {
        guard let remote = try? syncRemote(), try store.read({ try Self.isConsented(remote, $0) }) else { return nil }
        return remote
    }

    private static func isConsented(_ remote: SyncRemote, _ reader: StoreReader) throws -> Bool {
        try reader.remote(remote.url)?.consentedAt != nil
    }
}
