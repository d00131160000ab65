/// When a background agent exchanges with a remote next. Times are milliseconds of a clock that nobody sets.
///
/// Push rate is the scarce resource: the more replicas are active, the longer each waits. What others should learn soon
/// (a session opened, ended or claimed) has a lane of its own with a few tokens. A remote that does not answer is asked ever
/// less often; one that does not let us in, at most four times an hour.
public struct SyncSchedule: Hashable, Sendable {
    /// What the interval depends on.
    public struct Situation: Hashable, Sendable {
        public var sync: Policy.Sync
        /// With a card and a fact in the last hour.
        public var activeReplicaCount: Int
        /// No open session, and no new fact for an hour.
        public var isQuiet: Bool

        public init(sync: Policy.Sync, activeReplicaCount: Int, isQuiet: Bool) {
            self.sync = sync
            self.activeReplicaCount = activeReplicaCount
            self.isQuiet = isQuiet
        }

        /// Before jitter.
        public var intervalMilliseconds: UInt64 {
            let share = activeReplicaCount * 60 / max(sync.pushesPerMinuteBudget, 1)
            let seconds = isQuiet ? sync.intervalSecondsMax : min(max(sync.intervalSecondsMin, share), sync.intervalSecondsMax)
            return UInt64(max(seconds, 1)) * 1000
        }
    }

    public enum Outcome: Hashable, Sendable {
        case inSync
        /// Others were faster; a later try may succeed.
        case contended
        /// Offline, slow, or broken on the way.
        case unreachable
        /// Credentials, a wrong address, a refusal: only a person can mend it.
        case refused
    }

    static let urgentTokenCountMax = 3
    static let urgentDelayMillisecondsMax: UInt64 = 2000
    static let backoffMillisecondsBase: UInt64 = 5000
    static let backoffMillisecondsMax: UInt64 = 300_000
    static let refusedMilliseconds: UInt64 = 900_000

    /// When the next exchange should begin.
    public private(set) var due: UInt64
    /// Exchanges that failed in a row.
    private var failureCount = 0
    private var isHeld = false
    private var tokens = Self.urgentTokenCountMax
    /// When the bucket was last filled up.
    private var refilledAt: UInt64

    /// - Parameter random: any 64 bits: agents that start together do not exchange together.
    public init(now: UInt64, situation: Situation, random: UInt64) {
        due = now + Self.fraction(random, of: min(situation.intervalMilliseconds, 10_000))
        refilledAt = now
    }

    /// There is something that others should know soon.
    public mutating func hurry(now: UInt64, situation: Situation, random: UInt64) {
        guard !isHeld else { return }
        refill(now, situation)
        guard tokens > 0 else { return }
        let soon = now + Self.fraction(random, of: Self.urgentDelayMillisecondsMax)
        guard soon < due else { return }
        tokens -= 1
        due = soon
    }

    /// A person asked for it, or what kept it from succeeding may be over.
    public mutating func retry(now: UInt64) {
        isHeld = false
        due = min(due, now)
    }

    public mutating func ended(_ outcome: Outcome, now: UInt64, situation: Situation, random: UInt64) {
        let interval = situation.intervalMilliseconds
        isHeld = outcome == .unreachable || outcome == .refused
        failureCount = outcome == .inSync ? 0 : failureCount + 1
        switch outcome {
        case .inSync, .contended:
            due = now + interval / 2 + Self.fraction(random, of: interval)
        case .unreachable:
            let bound = min(Self.backoffMillisecondsBase << UInt64(min(failureCount - 1, 10)), Self.backoffMillisecondsMax)
            // Full jitter, and never at once: a loop of refused connections helps nobody.
            due = now + max(1000, Self.fraction(random, of: bound))
        case .refused:
            due = now + Self.refusedMilliseconds + Self.fraction(random, of: Self.refusedMilliseconds / 4)
        }
    }

    private mutating func refill(_ now: UInt64, _ situation: Situation) {
        let gained = (now - min(refilledAt, now)) / situation.intervalMilliseconds
        guard gained > 0 else { return }
        tokens = min(Self.urgentTokenCountMax, tokens + Int(min(gained, UInt64(Self.urgentTokenCountMax))))
        refilledAt = now
    }

    /// 0 ... `whole`, evenly.
    private static func fraction(_ random: UInt64, of whole: UInt64) -> UInt64 {
        random.multipliedFullWidth(by: whole + 1).high
    }
}
