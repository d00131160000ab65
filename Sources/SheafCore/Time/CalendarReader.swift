extension Instant {
    /// `2026-11-21`, `2026-11-21 13:24`, `2026-11-21T13:24:24.123Z`, `2026-11-21T14:24:24+01:00`; without a zone UTC.
    ///
    /// - Returns: nil for other text, and for a day, a minute or an offset that no calendar has.
    package init?(calendar text: String) {
        var rest = text.utf8[...]
        guard let year = Self.digits(4, &rest), Self.take("-", &rest), let month = Self.digits(2, &rest),
            Self.take("-", &rest), let day = Self.digits(2, &rest),
            let date = CivilDate(year: Int(year), month: Int(month), day: Int(day))
        else { return nil }
        let midnight = date.daysSinceEpoch * 86_400_000
        guard !rest.isEmpty else {
            self.init(milliseconds: midnight)
            return
        }
        guard Self.take("T", &rest) || Self.take("t", &rest) || Self.take(" ", &rest),
            let time = Self.timeOfDay(&rest), let offset = Self.offset(&rest), rest.isEmpty
        else { return nil }
        self.init(milliseconds: midnight + time - offset)
    }

    /// Up to nine decimals; those beyond the third are dropped.
    static func milliseconds(fraction: some StringProtocol) -> Int64? {
        guard (1...9).contains(fraction.utf8.count), fraction.utf8.allSatisfy(isDigit) else { return nil }
        return Int64(fraction.prefix(3) + String(repeating: "0", count: max(0, 3 - fraction.utf8.count)))
    }

    private static func timeOfDay(_ rest: inout Substring.UTF8View) -> Int64? {
        guard let hour = digits(2, &rest), hour < 24, take(":", &rest), let minute = digits(2, &rest), minute < 60 else {
            return nil
        }
        var milliseconds = (hour * 60 + minute) * 60_000
        guard take(":", &rest) else { return milliseconds }
        guard let second = digits(2, &rest), second < 60 else { return nil }
        milliseconds += second * 1000
        guard take(".", &rest) else { return milliseconds }
        let decimals = rest.prefix(while: isDigit)
        rest = rest.dropFirst(decimals.count)
        guard let fraction = Self.milliseconds(fraction: Substring(decimals)) else { return nil }
        return milliseconds + fraction
    }

    /// Milliseconds ahead of UTC.
    private static func offset(_ rest: inout Substring.UTF8View) -> Int64? {
        if rest.isEmpty || take("Z", &rest) || take("z", &rest) { return 0 }
        let isAhead = take("+", &rest)
        guard isAhead || take("-", &rest), let hours = digits(2, &rest), hours < 24, take(":", &rest),
            let minutes = digits(2, &rest), minutes < 60
        else { return nil }
        return (isAhead ? 1 : -1) * (hours * 60 + minutes) * 60_000
    }

    private static func digits(_ count: Int, _ rest: inout Substring.UTF8View) -> Int64? {
        let head = rest.prefix(count)
        guard head.count == count, head.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return Int64(Substring(head))
    }

    private static func take(_ sign: Unicode.Scalar, _ rest: inout Substring.UTF8View) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
