/// ASCII as the shapes of secrets see it.
enum Characters {
    static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isUpper(byte) || isLower(byte) || isDigit(byte) }
    static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

    /// What base64, base64url and most tokens are made of.
    static func isToken(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "+/=_-".utf8.contains(byte)
    }

    /// How often the kind of letter changes between neighbours, in thousandths: some 600 in random base64, some 450 in
    /// random hex, below 250 in words, paths and identifiers. Punctuation is passed over.
    static func changeThousandths(_ text: some Sequence<UInt8>) -> Int {
        var (count, changes): (Int, Int) = (0, 0)
        var last: Int?
        for byte in text where isAlphanumeric(byte) {
            let kind = isDigit(byte) ? 0 : isUpper(byte) ? 1 : 2
            if let last, last != kind { changes += 1 }
            last = kind
            count += 1
        }
        return count < 2 ? 0 : changes * 1000 / (count - 1)
    }
}
