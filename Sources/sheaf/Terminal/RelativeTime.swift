import SheafCore
import SheafWorkspace

/// Times as people say them, next to the exact ones.
enum RelativeTime {
    /// `just now`, `12 s ago`, `in 5 min`, `3 h ago`, `4 d ago`.
    static func text(_ instant: Instant, from now: Instant) -> Text {
        Text(SheafWorkspace.RelativeTime.words(instant, from: now))
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

    /// In the two largest units at most, such as `2 h 10 min`.
    static func duration(milliseconds: UInt64) -> Text { Text(SheafWorkspace.RelativeTime.duration(milliseconds: milliseconds)) }
}
