import SheafCore

/// Ids begin with their time, so that a span of time is a range of ids.
struct IDRange {
    let start: [UInt8]
    /// Excluded.
    let end: [UInt8]

    init(milliseconds: Range<Int64>) {
        start = Self.lowerBound(milliseconds.lowerBound)
        end = Self.lowerBound(milliseconds.upperBound)
    }

    init(openedAtOrBefore instant: Instant?) {
        let last = instant.map { min(max($0.milliseconds, -1), Self.millisecondsMax) } ?? Self.millisecondsMax
        self.init(milliseconds: 0..<(last + 1))
    }

    private static let millisecondsMax: Int64 = 1 << 48 - 1

    /// 17 bytes 0xff lie behind every id.
    private static func lowerBound(_ milliseconds: Int64) -> [UInt8] {
        guard milliseconds <= millisecondsMax else { return [UInt8](repeating: 0xff, count: 17) }
        return (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> Int64(40 - 8 * $0)) }
    }
}
