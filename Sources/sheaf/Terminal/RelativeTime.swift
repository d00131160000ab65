import SheafCore

/// Times as people say them, next to the exact ones.
enum RelativeTime {
    /// `just now`, `12 s ago`, `in 5 min`, `3 h ago`, `4 d ago`.
    static func text(_ instant: Instant, from now: Instant) -> Text {
        let milliseconds = now.milliseconds.subtractingReportingOverflow(instant.milliseconds).partialValue
        let length = duration(milliseconds: milliseconds.magnitude)
        guard milliseconds.magnitude >= 1000 else { return "just now" }
        return milliseconds > 0 ? "\(length) ago" : "in \(length)"
    }

    /// `2026-11-21 13:24:24 UTC (12 s ago)`.
    static func both(_ instant: Instant, from now: Instant) -> Text {
        "\(absolute(instant)) (\(text(instant, from: now)))"
    }

    /// To the second, such as `2026-11-21 13:24:24 UTC`.
    static func absolute(_ instant: Instant) -> Text {
        let time = instant.description
        return "\(time.prefix { $0 != "T" }) \(time.drop { $0 != "T" }.dropFirst().prefix(8)) UTC"
    }

    /// In the two largest units at most: `45 s`, `1 min 5 s`, `2 h 10 min`, `3 d 4 h`; days alone from ten on.
    static func duration(milliseconds: UInt64) -> Text {
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return pair(seconds / 60, "min", seconds % 60, "s")
        case ..<86_400: return pair(seconds / 3600, "h", seconds / 60 % 60, "min")
        case ..<864_000: return pair(seconds / 86_400, "d", seconds / 3600 % 24, "h")
        default: return "\(seconds / 86_400) d"
        }
    }

    private static func pair(_ first: UInt64, _ unit: Text, _ second: UInt64, _ smaller: Text) -> Text {
        second == 0 ? "\(first) \(unit)" : "\(first) \(unit) \(second) \(smaller)"
    }
}
