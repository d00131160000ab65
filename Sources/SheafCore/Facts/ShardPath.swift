/// What a record's facts are about, by the first folder of its path. Protocol: 2-facts, section 1.
public struct RecordKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `[a-z]{1,16}`, but not `format`.
    public let name: String

    public static let replica = RecordKind(known: "replicas")
    public static let session = RecordKind(known: "sessions")
    public static let work = RecordKind(known: "work")
    public static let claim = RecordKind(known: "claims")

    private init(known name: String) {
        self.name = name
    }

    public init?(_ name: some StringProtocol) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard (1...16).contains(name.utf8.count), name.utf8.allSatisfy(letters.contains), name != "format" else {
            return nil
        }
        self.name = String(name)
    }

    /// The depth that format 1 fixes for its four kinds; nil for a kind that this version does not know.
    var fixedDepth: ShardPath.Depth? {
        switch self {
        case .replica: .flat
        case .session: .day
        case .work, .claim: .month
        default: nil
        }
    }

    public var description: String { name }

    public static func < (left: RecordKind, right: RecordKind) -> Bool { left.name < right.name }
}

/// Where a shard lies in the state tree: `<kind>/<x>`, `<kind>/<yyyy-mm>/<x>` or `<kind>/<yyyy-mm>/<dd>/<x>`.
public struct ShardPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    public enum Depth: Int, Hashable, Sendable { case flat, month, day }

    public let kind: RecordKind
    public let depth: Depth
    /// The last component's value, 0...15.
    public let digit: UInt8
    /// The path as git shows it.
    public let description: String
    private let monthText: Substring
    private let day: Substring

    /// nil for a flat path.
    public var month: CivilMonth? { CivilMonth(monthText) }

    /// The shard of a record of one of format 1's kinds: a pure function of its id.
    ///
    /// - Returns: nil for a kind whose depth this version does not know.
    public init?(kind: RecordKind, record: RecordID) {
        guard let depth = kind.fixedDepth else { return nil }
        var parts = [kind.name]
        if depth != .flat {
            let date = CivilTime(record.time).date
            guard (2000...2099).contains(date.year) else { return nil }
            parts.append(date.monthDescription)
            if depth == .day { parts.append(pad(date.day, 2)) }
        }
        parts.append(String(record.lastDigit, radix: 16))
        self.init(parts.joined(separator: "/"))
    }

    /// - Parameter text: a path of the state tree; nil unless it is valid (the L0 check of paths).
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count), let depth = Depth(rawValue: parts.count - 2),
            let kind = RecordKind(parts[0]), kind.fixedDepth ?? depth == depth,
            let last = parts.last, last.utf8.count == 1, let digit = last.utf8.first.flatMap(Hex.nibble)
        else { return nil }
        monthText = depth == .flat ? "" : parts[1]
        day = depth == .day ? parts[2] : ""
        guard depth == .flat || Self.isDate(month: monthText, day: depth == .day ? day : nil) else { return nil }
        self.kind = kind
        self.depth = depth
        self.digit = digit
        description = text
    }

    /// Whether the record belongs here: last digit, and for a dated path the UTC date of its time part.
    public func holds(_ record: RecordID) -> Bool {
        guard record.lastDigit == digit else { return false }
        guard depth != .flat else { return true }
        let date = CivilTime(record.time).date
        return date.monthDescription == monthText && (depth == .month || pad(date.day, 2) == day)
    }

    private static func isDate(month: Substring, day: Substring?) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let characters = Array(month.utf8)
        guard characters.count == 7, characters[4] == UInt8(ascii: "-"),
            (characters[..<4] + characters[5...] + Array((day ?? "").utf8)).allSatisfy(digits.contains),
            day.map({ $0.utf8.count == 2 }) ?? true,
            let year = Int(month.prefix(4)), let number = Int(month.suffix(2)), (2000...2099).contains(year)
        else { return false }
        return CivilDate(year: year, month: number, day: day.map { Int($0) ?? 0 } ?? 1) != nil
    }

    public static func == (left: ShardPath, right: ShardPath) -> Bool { left.description == right.description }

    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    public static func < (left: ShardPath, right: ShardPath) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
