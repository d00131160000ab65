import SheafCore

/// Times as people say them.
public enum RelativeTime {
    /// `just now`, `12 s ago`, `in 5 min`, `3 h ago`, `4 d ago`.
    public static func words(_ instant: Instant, from now: Instant) -> String {
        let milliseconds = now.milliseconds.subtractingReportingOverflow(instant.milliseconds).partialValue
        let length = duration(milliseconds: milliseconds.magnitude)
        guard milliseconds.magnitude >= 1000 else { return "just now" }
        return milliseconds > 0 ? "\(length) ago" : "in \(length)"
    }

    /// `12 s ago (2026-11-21T13:24:24.000Z)`.
    public static func exactly(_ instant: Instant, from now: Instant) -> String { "\(words(instant, from: now)) (\(instant))" }

    /// In the two largest units at most: `45 s`, `1 min 5 s`, `2 h 10 min`, `3 d 4 h`; days alone from ten on.
    public static func duration(milliseconds: UInt64) -> String {
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return pair(seconds / 60, "min", seconds % 60, "s")
        case ..<86_400: return pair(seconds / 3600, "h", seconds / 60 % 60, "min")
        case ..<864_000: return pair(seconds / 86_400, "d", seconds / 3600 % 24, "h")
        default: return "\(seconds / 86_400) d"
        }
    }

    private static func pair(_ first: UInt64, _ unit: String, _ second: UInt64, _ smaller: String) -> String {
        second == 0 ? "\(first) \(unit)" : "\(first) \(unit) \(second) \(smaller)"
    }
}
