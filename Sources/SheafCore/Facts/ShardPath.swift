/// What a record's facts are about, by the first folder of its path. Protocol: 2-facts, section 1.
public struct RecordKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `[a-z]{1,16}` with zeros behind it, the first letter highest: kinds are keys everywhere, so they hold no string.
    private let high: UInt64
    private let low: UInt64

    public static let replica = RecordKind(known: "replicas")
    public static let session = RecordKind(known: "sessions")
    public static let work = RecordKind(known: "work")
    public static let claim = RecordKind(known: "claims")

    private init(known name: StaticString) {
        guard let kind = RecordKind("\(name)") else { preconditionFailure("BUG: \(name) is no kind of record") }
        self = kind
    }

    public init?(_ name: some StringProtocol) {
        self.init(bytes: name.utf8)
    }

    /// - Parameter bytes: the name's; nil unless they are `[a-z]{1,16}` and not `format`.
    init?(bytes: some Collection<UInt8>) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard (1...16).contains(bytes.count), bytes.allSatisfy(letters.contains), !bytes.elementsEqual(StateFormat.name)
        else { return nil }
        let words = Words256(bytes)
        (high, low) = (words[0], words[1])
    }

    public var name: String { String(decoding: bytes, as: UTF8.self) }

    fileprivate var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0.prefix { $0 != 0 }) }
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

    public static func < (left: RecordKind, right: RecordKind) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// Where a shard lies in the state tree: `<kind>/<x>`, `<kind>/<yyyy-mm>/<x>` or `<kind>/<yyyy-mm>/<dd>/<x>`.
public struct ShardPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    public enum Depth: Int, Hashable, Sendable { case flat, month, day }

    public let kind: RecordKind
    public let depth: Depth
    /// The last component's value, 0...15.
    public let digit: UInt8
    /// Zero as far as the path names no date.
    private let year: Int16
    private let monthNumber: UInt8
    private let day: UInt8

    /// nil for a flat path.
    public var month: CivilMonth? { depth == .flat ? nil : CivilMonth(year: Int(year), month: Int(monthNumber)) }

    /// The shard of a record of one of format 1's kinds: a pure function of its id.
    ///
    /// - Returns: nil for a kind whose depth this version does not know.
    public init?(kind: RecordKind, record: RecordID) {
        guard let depth = kind.fixedDepth else { return nil }
        let date = depth == .flat ? nil : CivilTime(record.time).date
        guard date.map({ (2000...2099).contains($0.year) }) ?? true else { return nil }
        self.init(kind, depth, date, digit: record.lastDigit)
    }

    /// - Parameter text: a path of the state tree; nil unless it is valid (the L0 check of paths).
    public init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8))
    }

    /// - Parameter bytes: of a path of the state tree; nil unless it is valid (the L0 check of paths).
    init?(bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: .slash), let kind = RecordKind(bytes: bytes[..<end]) else { return nil }
        let rest = bytes[(end + 1)...]
        guard let depth = Self.depth(byteCount: rest.count), kind.fixedDepth ?? depth == depth,
            let digit = rest.last.flatMap(Hex.nibble)
        else { return nil }
        let date = depth == .flat ? nil : Self.date(rest.dropLast(), depth)
        guard depth == .flat || date != nil else { return nil }
        self.init(kind, depth, date, digit: digit)
    }

    /// - Parameter date: nil for a flat path; its day counts for a path with a day.
    private init(_ kind: RecordKind, _ depth: Depth, _ date: CivilDate?, digit: UInt8) {
        self.kind = kind
        self.depth = depth
        self.digit = digit
        year = Int16(date?.year ?? 0)
        monthNumber = UInt8(date?.month ?? 0)
        day = depth == .day ? UInt8(date?.day ?? 0) : 0
    }

    /// The path as git shows it.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    var bytes: [UInt8] {
        var bytes = kind.bytes
        bytes.reserveCapacity(29)
        bytes.append(.slash)
        if depth != .flat {
            bytes.append(twoDigits: Int(year) / 100)
            bytes.append(twoDigits: Int(year) % 100)
            bytes.append(UInt8(ascii: "-"))
            bytes.append(twoDigits: Int(monthNumber))
            bytes.append(.slash)
        }
        if depth == .day {
            bytes.append(twoDigits: Int(day))
            bytes.append(.slash)
        }
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        return bytes
    }

    /// Whether the record belongs here: last digit, and for a dated path the UTC date of its time part.
    public func holds(_ record: RecordID) -> Bool {
        guard record.lastDigit == digit else { return false }
        guard depth != .flat else { return true }
        let date = CivilTime(record.time).date
        return date.year == Int(year) && date.month == Int(monthNumber) && (depth == .month || date.day == Int(day))
    }

    /// Of what follows the kind and its slash: `x`, `yyyy-mm/x`, `yyyy-mm/dd/x`.
    private static func depth(byteCount: Int) -> Depth? {
        switch byteCount {
        case 1: .flat
        case 9: .month
        case 12: .day
        default: nil
        }
    }

    /// - Parameter bytes: `yyyy-mm/` or `yyyy-mm/dd/`.
    /// - Returns: the month's first day for the shorter form; nil for anything else, and outside 2000-2099.
    private static func date(_ bytes: ArraySlice<UInt8>, _ depth: Depth) -> CivilDate? {
        let start = bytes.startIndex
        guard bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == .slash, bytes.last == .slash,
            let century = number(bytes[start..<(start + 2)]), let year = number(bytes[(start + 2)..<(start + 4)]),
            let month = number(bytes[(start + 5)..<(start + 7)]), century == 20
        else { return nil }
        let day = depth == .day ? number(bytes[(start + 8)..<(start + 10)]) : 1
        return day.flatMap { CivilDate(year: 2000 + year, month: month, day: $0) }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        let range = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard digits.allSatisfy(range.contains) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - range.lowerBound) }
    }

    public static func < (left: ShardPath, right: ShardPath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension UInt8 {
    static let slash = UInt8(ascii: "/")
}

extension [UInt8] {
    fileprivate mutating func append(twoDigits value: Int) {
        append(UInt8(ascii: "0") + UInt8(value / 10))
        append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
