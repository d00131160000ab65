import TestSupport
import Testing

@testable import SheafCore

@Suite("Hexadecimal")
struct HexTests {
    @Test("any bytes come back from their digits, and the digits are lower-case", arguments: Seeds.cases(4))
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in 0...70 {
            let bytes = random.bytes(count)
            let text = Hex.encode(bytes)
            #expect(text.utf8.count == 2 * count)
            #expect(text == bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
            #expect(Hex.decode(Array(text.utf8)) == bytes)
        }
    }

    @Test("other spellings are refused", arguments: ["0", "abc", "AB", "0g", " 0", "0x", "é", "00\n"])
    func refused(text: String) {
        #expect(Hex.decode(Array(text.utf8)) == nil)
    }

    @Test("exactly sixteen bytes are digits")
    func nibbles() {
        let digits = (UInt8.min ... .max).filter { Hex.nibble($0) != nil }
        #expect(digits == Array("0123456789abcdef".utf8))
        #expect(digits.compactMap(Hex.nibble) == Array(0...15))
    }
}
