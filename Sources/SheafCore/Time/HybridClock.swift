/// The hybrid logical clock of facts: wall-clock milliseconds that never run backwards, and a counter for ties.
///
/// Protocol: 4-clock-and-causality, section 1. The wall clock is a parameter.
public struct HybridTime: Hashable, Sendable, Comparable {
    /// Unix milliseconds, 0...2^53 - 1.
    public let at: Int64
    /// 0 for the first fact of a millisecond.
    public let counter: Int64

    /// The greatest counter that a valid fact carries.
    public static let counterMax: Int64 = 2_147_483_647

    public init(at: Int64, counter: Int64 = 0) {
        self.at = at
        self.counter = counter
    }

    public static func < (left: HybridTime, right: HybridTime) -> Bool {
        (left.at, left.counter) < (right.at, right.counter)
    }
}

public struct HybridClock: Hashable, Sendable {
    /// A fact further ahead of the reader than this does not move the reader's clock.
    public static let aheadMillisecondsMax: Int64 = 600_000

    /// The latest time given or accepted.
    public private(set) var latest: HybridTime

    public init(latest: HybridTime = HybridTime(at: 0)) {
        self.latest = latest
    }

    /// The time of a new fact: later than every one given or accepted before.
    public mutating func tick(now: Instant) -> HybridTime {
        let wall = min(max(now.milliseconds, 0), JSONValue.integerMax)
        if wall > latest.at {
            latest = HybridTime(at: wall)
        } else if latest.counter < HybridTime.counterMax {
            latest = HybridTime(at: latest.at, counter: latest.counter + 1)
        } else {
            // A peer may spend the whole counter of a millisecond; borrow the next one.
            latest = HybridTime(at: latest.at + 1)
        }
        return latest
    }

    /// Takes notice of a received fact's time.
    ///
    /// - Returns: false when it is too far ahead of `now` and was not accepted.
    @discardableResult
    public mutating func observe(_ time: HybridTime, now: Instant) -> Bool {
        guard time.at - Self.aheadMillisecondsMax <= max(now.milliseconds, 0) else { return false }
        latest = max(latest, time)
        return true
    }
}
