/// A point in time on the command line.
package enum TimeArgument: Sendable, Hashable {
    case now
    case absolute(Instant)
    /// Milliseconds from now; negative for the past.
    case relative(Int64)

    package static let forms = "RFC 3339, \"2026-11-21 13:24\" (UTC), @unix-seconds, 2h (ago), +2h (ahead) or now"

    package func instant(now: Instant) -> Instant {
        switch self {
        case .now: now
        case .absolute(let instant): instant
        case .relative(let milliseconds): now.advanced(byMilliseconds: milliseconds)
        }
    }

    /// nil for text in none of the forms.
    package init?(_ text: String) {
        if text == "now" {
            self = .now
        } else if text.hasPrefix("@") {
            guard let instant = Self.unixSeconds(text.dropFirst()) else { return nil }
            self = .absolute(instant)
        } else if let milliseconds = Self.distance(text) {
            self = .relative(milliseconds)
        } else {
            guard let instant = Instant(calendar: text) else { return nil }
            self = .absolute(instant)
        }
    }

    /// `1795251600` or `1795251600.123`; ten thousand years either way.
    private static func unixSeconds(_ text: Substring) -> Instant? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let seconds = Int64(parts[0]), seconds.magnitude < 400_000_000_000 else { return nil }
        guard parts.count == 2 else { return Instant(seconds: seconds) }
        guard let fraction = Instant.milliseconds(fraction: parts[1]) else { return nil }
        return Instant(milliseconds: seconds * 1000 + (parts[0].hasPrefix("-") ? -fraction : fraction))
    }

    /// `2h`, `30 m`, `3d ago`, `1 week ago`: back; `+2h`: ahead.
    private static func distance(_ text: String) -> Int64? {
        let isAhead = text.hasPrefix("+")
        var rest = text.dropFirst(isAhead ? 1 : 0)
        if !isAhead, rest.hasSuffix("ago") { rest = rest.dropLast(3) }
        let digits = rest.prefix { ("0"..."9").contains($0) }
        let unit = rest.dropFirst(digits.count).filter { $0 != " " }
        guard digits.utf8.count <= 9, let count = Int64(digits), let seconds = secondsPerUnit[unit] else { return nil }
        let milliseconds = count * seconds * 1000
        return isAhead ? milliseconds : -milliseconds
    }

    private static let secondsPerUnit: [String: Int64] = {
        let names: [(Int64, [String])] = [
            (1, ["s", "sec", "second", "seconds"]), (60, ["m", "min", "minute", "minutes"]),
            (3600, ["h", "hour", "hours"]), (86_400, ["d", "day", "days"]), (604_800, ["w", "week", "weeks"]),
        ]
        return Dictionary(uniqueKeysWithValues: names.flatMap { seconds, names in names.map { ($0, seconds) } })
    }()
}
