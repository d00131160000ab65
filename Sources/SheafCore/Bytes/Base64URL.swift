/// base64url (RFC 4648, section 5) without padding: the spelling of signatures in format 1.
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    public static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[Int(pending >> UInt32(bitCount)) & 63])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(pending << UInt32(6 - bitCount)) & 63]) }
        return text
    }

    /// Whether `decode` gives bytes.
    static func isSpelling(_ text: ArraySlice<UInt8>) -> Bool {
        guard let last = text.last, text.allSatisfy({ values[Int($0)] != 255 }) else { return text.isEmpty }
        switch text.count % 4 {
        case 0: return true
        case 2: return values[Int(last)] & 15 == 0
        case 3: return values[Int(last)] & 3 == 0
        default: return false
        }
    }

    /// - Returns: nil for a foreign character, an impossible length, or unused bits that are not zero
    ///   (two spellings of one signature would be two lines).
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var pending: UInt32 = 0
        var bitCount = 0
        for character in text {
            let value = values[Int(character)]
            guard value != 255 else { return nil }
            pending = pending << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bitCount)))
            }
        }
        guard bitCount < 6, pending & (1 << UInt32(bitCount) - 1) == 0 else { return nil }
        return bytes
    }
}
