/// The value of one environment variable in the spellings in which it may appear.
struct KnownSecret: Sendable {
    struct Spelling: Sendable {
        let bytes: [UInt8]
        /// So many bytes in a row of it are a finding.
        let countMin: Int
    }

    let variable: String
    let spellings: [Spelling]

    /// A shorter value is found in ordinary words.
    private static let valueCountMin = 8
    /// Of a value without any pattern, so many bytes are enough: no text holds them by chance.
    private static let randomFragmentCount = 8
    /// Of a value that could be words, more: two people may well use the same word.
    private static let wordyFragmentCount = 16
    /// Longer values are looked for by their beginning: no variable of use holds more.
    private static let valueCountMax = 8192

    /// - Returns: nil when the name is no secret's, or the value cannot be one: too short, or a path.
    init?(variable: String, value: String) {
        let name = variable.uppercased()
        guard ["TOKEN", "SECRET", "KEY", "PASSWORD", "PASSWD", "CREDENTIAL"].contains(where: name.contains) else { return nil }
        let trimmed = value.trimmingASCIISpace
        let bytes = Array(trimmed.utf8.prefix(Self.valueCountMax))
        guard bytes.count >= Self.valueCountMin, !trimmed.hasPrefix("/"), !trimmed.hasPrefix("~/"), !trimmed.hasPrefix("./")
        else { return nil }
        self.variable = variable
        let isRandom = Characters.changeThousandths(bytes) >= RandomString.changeThousandthsMin
        let fragment = min(bytes.count, isRandom ? Self.randomFragmentCount : Self.wordyFragmentCount)
        spellings = Self.spellings(bytes, fragment)
    }

    private static func spellings(_ value: [UInt8], _ fragment: Int) -> [Spelling] {
        var spellings = [Spelling(bytes: value, countMin: fragment)]
        func add(_ bytes: [UInt8], _ countMin: Int) {
            guard bytes.count >= min(countMin, 8), !spellings.contains(where: { $0.bytes == bytes }) else { return }
            spellings.append(Spelling(bytes: bytes, countMin: min(countMin, bytes.count)))
        }
        add(value.map(Characters.lowered), fragment)
        let hex = Array(Hex.encode(value).utf8)
        add(hex, 2 * fragment)
        add(hex.map { (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) ? $0 & 0xdf : $0 }, 2 * fragment)
        for offset in 0..<3 {
            let text = base64(value, behind: offset)
            add(text, fragment * 4 / 3)
            add(text.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }, fragment * 4 / 3)
        }
        for digits in ["0123456789ABCDEF", "0123456789abcdef"] { add(percent(value, Array(digits.utf8)), fragment) }
        return spellings
    }

    /// The characters of base64url that only depend on the value when `offset` bytes stand before it in a longer text.
    private static func base64(_ value: [UInt8], behind offset: Int) -> [UInt8] {
        let text = Base64URL.encode([UInt8](repeating: 0, count: offset) + value)
        let isLastShared = !(offset + value.count).isMultiple(of: 3)
        return Array(text.dropFirst([0, 2, 3][offset]).dropLast(isLastShared ? 1 : 0))
    }

    /// As in addresses: all but letters, digits and `-._~` is `%XX`.
    private static func percent(_ value: [UInt8], _ digits: [UInt8]) -> [UInt8] {
        value.flatMap { byte in
            Characters.isAlphanumeric(byte) || "-._~".utf8.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}

extension String {
    fileprivate var trimmingASCIISpace: Substring {
        let space: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
        let front = drop { space.contains($0) }
        guard let last = front.lastIndex(where: { !space.contains($0) }) else { return "" }
        return front[...last]
    }
}
