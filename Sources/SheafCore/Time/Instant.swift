/// A point in time: unix milliseconds, UTC, no leap seconds.
public struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Saturates instead of overflowing: git accepts committer times of any size.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// 2000-01-01T00:00:00.000Z and 2099-12-31T23:59:59.999Z: the dates that a path can name.
    public static let pathRange = Instant(milliseconds: 946_684_800_000)...Instant(milliseconds: 4_102_444_799_999)

    public var clampedToPathRange: Instant { min(max(self, Self.pathRange.lowerBound), Self.pathRange.upperBound) }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// Saturates.
    public func advanced(bySeconds seconds: Int64) -> Instant {
        advanced(byMilliseconds: Instant(seconds: seconds).milliseconds)
    }

    /// Saturates.
    package func advanced(byMilliseconds distance: Int64) -> Instant {
        let (sum, overflow) = milliseconds.addingReportingOverflow(distance)
        return Instant(milliseconds: overflow ? (distance < 0 ? .min : .max) : sum)
    }

    /// The years 0000 to 9999, which is all that RFC 3339 can write.
    private static let writtenRange =
        Instant(milliseconds: -62_167_219_200_000)...Instant(milliseconds: 253_402_300_799_999)

    /// RFC 3339 with three decimals, such as `2026-11-21T13:24:24.000Z`; saturates. Protocol: 6-fold, section 6.
    public var description: String {
        let civil = CivilTime(min(max(self, Self.writtenRange.lowerBound), Self.writtenRange.upperBound))
        let time = [civil.hour, civil.minute, civil.second].map { pad($0, 2) }.joined(separator: ":")
        return "\(civil.date)T\(time).\(pad(civil.millisecond, 3))Z"
    }
}

/// A calendar date, proleptic Gregorian, UTC.
public struct CivilDate: Hashable, Sendable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Days since 1970-01-01. Source: the civil-from-days algorithm for 400-year eras that start on 1 March.
    init(daysSinceEpoch days: Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    }

    /// nil when the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let candidate = CivilDate(daysSinceEpoch: Self.daysSinceEpoch(year: year, month: month, day: day))
        guard candidate.year == year, candidate.month == month, candidate.day == day else { return nil }
        self = candidate
    }

    public var daysSinceEpoch: Int64 { Self.daysSinceEpoch(year: year, month: month, day: day) }

    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = shiftedYear.flooredDivision(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `yyyy-mm-dd`.
    public var description: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }

    /// `yyyy-mm`.
    public var monthDescription: String { "\(pad(year, 4))-\(pad(month, 2))" }
}

/// An instant taken apart, UTC.
public struct CivilTime: Hashable, Sendable {
    public let date: CivilDate
    public let hour: Int
    public let minute: Int
    public let second: Int
    public let millisecond: Int

    public init(_ instant: Instant) {
        let remainder = Int(instant.milliseconds % 86_400_000)
        let rest = remainder < 0 ? remainder + 86_400_000 : remainder
        date = CivilDate(daysSinceEpoch: instant.milliseconds.flooredDivision(by: 86_400_000))
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000
    }
}

func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
