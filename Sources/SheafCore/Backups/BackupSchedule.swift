/// When a backup is due and which ones go. Pure: the clock is a parameter, and may have jumped.
///
/// Periods are counted by the backups that there are, not back from now: a clock that is years ahead for an hour costs one
/// place of each class and no backup of its class. Backups that the clock says are still to come are counted by themselves,
/// so a clock that is behind costs none.
public struct BackupSchedule: Hashable, Sendable {
    /// How many are kept of each class, at least 1: the latest of an hour, of a day, of a week (UTC, from Monday).
    public let hourly: Int
    public let daily: Int
    public let weekly: Int

    /// What the schedule knows of a backup.
    public struct Backup: Hashable, Sendable {
        public let name: BackupName
        public let isVerified: Bool

        public init(_ name: BackupName, isVerified: Bool) {
            self.name = name
            self.isVerified = isVerified
        }
    }

    public init(hourly: Int, daily: Int, weekly: Int) {
        self.hourly = max(1, hourly)
        self.daily = max(1, daily)
        self.weekly = max(1, weekly)
    }

    public init(_ policy: Policy.Backup) {
        self.init(hourly: policy.hourly, daily: policy.daily, weekly: policy.weekly)
    }

    private static let hourSeconds: Int64 = 3600
    private static let daySeconds: Int64 = 24 * hourSeconds
    private static let weekSeconds: Int64 = 7 * daySeconds

    /// A backup that failed is tried again after so long, not at once.
    public static let retrySeconds: Int64 = 600
    /// Unverified and failed ones are of use to whoever looks into them, for so long and so many.
    public static let unverifiedSecondsMax = weekSeconds
    public static let unverifiedCountMax = 2

    /// Whether none was taken in the last hour. Hours that were missed make one backup; a clock that was set back by
    /// less than an hour makes none.
    public static func isDue(_ backups: some Sequence<Backup>, at now: Instant) -> Bool {
        backups.allSatisfy { backup in
            distance(backup.name, now) >= (backup.isVerified ? hourSeconds : retrySeconds)
        }
    }

    /// The backups to delete; never the newest verified one, of those up to now and of all.
    public func expired(_ backups: some Sequence<Backup>, at now: Instant) -> [BackupName] {
        let newestFirst = backups.sorted { $0.name > $1.name }
        let verified = newestFirst.lazy.filter(\.isVerified).map(\.name)
        let ahead = verified.filter { $0.takenAt > now }, past = verified.filter { $0.takenAt <= now }
        let unverified = newestFirst.filter { !$0.isVerified }.map(\.name).prefix(Self.unverifiedCountMax)
        let kept = kept(of: Array(past)).union(kept(of: Array(ahead)))
            .union(unverified.filter { Self.distance($0, now) < Self.unverifiedSecondsMax })
        return newestFirst.map(\.name).filter { !kept.contains($0) }
    }

    private func kept(of newestFirst: [BackupName]) -> Set<BackupName> {
        var kept: Set<BackupName> = []
        // 1970-01-05 was a Monday.
        let classes = [
            (hourly, Self.hourSeconds, Int64(0)), (daily, Self.daySeconds, 0), (weekly, Self.weekSeconds, 4 * Self.daySeconds),
        ]
        for (count, seconds, origin) in classes {
            var (last, periods): (Int64?, Int) = (nil, 0)
            for name in newestFirst {
                let time = name.takenAt.milliseconds / 1000 - origin
                let period = time >= 0 ? time / seconds : (time - seconds + 1) / seconds
                guard period != last else { continue }
                guard periods < count else { break }
                (last, periods) = (period, periods + 1)
                kept.insert(name)
            }
        }
        return kept
    }

    /// Seconds, whichever way.
    private static func distance(_ name: BackupName, _ now: Instant) -> Int64 {
        let (difference, overflow) = now.milliseconds.subtractingReportingOverflow(name.takenAt.milliseconds)
        return overflow ? .max : Int64((difference.magnitude / 1000))
    }
}
