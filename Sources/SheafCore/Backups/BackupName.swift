/// When a backup was taken, and which one of that second: `20261121T132424Z`, `20261121T132424Z-2`.
public struct BackupName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Whole seconds of the years 0000 to 9999.
    public let takenAt: Instant
    /// From 1; the first one is not written.
    public let number: Int

    /// - Parameter number: from 1.
    public init(takenAt: Instant, number: Int = 1) {
        // The clock may say anything; a name has four digits for the year.
        let earliest = Instant(seconds: -62_167_219_200), latest = Instant(seconds: 253_402_300_799)
        let seconds = min(max(takenAt, earliest), latest).milliseconds.flooredSeconds
        self.takenAt = Instant(seconds: seconds)
        self.number = max(1, number)
    }

    /// - Parameter text: spelt exactly as `description` does, else nil.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "Z", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 15, parts[1].utf8.count <= 7 else { return nil }
        let digits = parts[0].utf8.compactMap { (48...57).contains($0) ? Int($0) - 48 : nil }
        guard digits.count == 14 else { return nil }
        func value(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard let date = CivilDate(year: value(0..<4), month: value(4..<6), day: value(6..<8)) else { return nil }
        let seconds = value(8..<10) * 3600 + value(10..<12) * 60 + value(12..<14)
        let number = parts[1].isEmpty ? 1 : Int(parts[1].dropFirst()) ?? 0
        self.init(takenAt: Instant(seconds: date.daysSinceEpoch * 86_400 + Int64(seconds)), number: number)
        // Whatever else could be read so is spelt otherwise: hours above 23, a sign, a leading zero.
        guard description == text else { return nil }
    }

    public var description: String {
        let time = takenAt.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
        return number == 1 ? time : "\(time)-\(number)"
    }

    public static func < (left: BackupName, right: BackupName) -> Bool {
        (left.takenAt, left.number) < (right.takenAt, right.number)
    }
}

extension Int64 {
    /// Milliseconds to the second that they are in, also before 1970.
    fileprivate var flooredSeconds: Int64 { self >= 0 ? self / 1000 : -((999 - self) / 1000) }
}
