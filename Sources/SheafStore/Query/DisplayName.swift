import SheafCore

/// A display id taken apart: `{author}-{YYYYMMDD}-{HHMM}` with or without `-{last digits}`.
struct DisplayName {
    let author: AuthorSlug
    let minute: Instant
    /// Empty when the text has none.
    let suffix: String

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let last = parts.last, parts.count >= 3 else { return nil }
        if let name = Self.author(parts.dropLast(2)), let minute = Self.minute(parts[parts.count - 2], last) {
            (author, self.minute, suffix) = (name, minute, "")
        } else if parts.count >= 4, let name = Self.author(parts.dropLast(3)),
            let minute = Self.minute(parts[parts.count - 3], parts[parts.count - 2]),
            (DisplayID.suffixDigitCountMin...32).contains(last.utf8.count), last.utf8.allSatisfy({ Hex.nibble($0) != nil })
        {
            (author, self.minute, suffix) = (name, minute, String(last))
        } else {
            return nil
        }
    }

    private static func author(_ parts: ArraySlice<Substring>) -> AuthorSlug? { AuthorSlug(parts.joined(separator: "-")) }

    private static func minute(_ date: Substring, _ time: Substring) -> Instant? {
        let digits = Array((date + time).utf8)
        guard date.utf8.count == 8, time.utf8.count == 4, digits.allSatisfy({ (48...57).contains($0) }),
            let year = Int(date.prefix(4)), let month = Int(date.dropFirst(4).prefix(2)), let day = Int(date.suffix(2)),
            let hour = Int(time.prefix(2)), let minute = Int(time.suffix(2)), hour < 24, minute < 60,
            let civil = CivilDate(year: year, month: month, day: day)
        else { return nil }
        return Instant(seconds: civil.daysSinceEpoch * 86_400 + Int64(hour * 3600 + minute * 60))
    }

    /// The sessions' openings that a display id's beginning behind the author leaves possible.
    ///
    /// - Parameter text: `YYYYMMDD-HHMM-...`, cut anywhere; nil when it is not that.
    static func span(_ text: Substring) -> Range<Instant>? {
        let date = text.prefix { $0 != "-" }
        guard date.utf8.allSatisfy({ (48...57).contains($0) }), date.utf8.count <= 8 else { return nil }
        guard let year = Int(date.prefix(4)), date.utf8.count >= 4 else {
            return Instant.pathRange.lowerBound..<Instant.pathRange.upperBound
        }
        guard let month = Int(date.dropFirst(4).prefix(2)), date.utf8.count >= 6 else {
            return days(CivilDate(year: year, month: 1, day: 1), count: 366)
        }
        guard let day = Int(date.dropFirst(6)), date.utf8.count == 8 else {
            return days(CivilDate(year: year, month: month, day: 1), count: 31)
        }
        return days(CivilDate(year: year, month: month, day: day), count: 1)
    }

    private static func days(_ first: CivilDate?, count: Int64) -> Range<Instant>? {
        guard let first else { return nil }
        let start = Instant(seconds: first.daysSinceEpoch * 86_400)
        return start..<start.advanced(bySeconds: count * 86_400)
    }
}
