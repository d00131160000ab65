import Foundation
import TestSupport
import Testing

@testable import SheafCore

@Suite("base64url")
struct Base64URLTests {
    /// Foundation writes plain base64; the two differ in two letters and the padding.
    @Test("any bytes are spelt like RFC 4648 says, and come back", arguments: Seeds.cases(4))
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in 0...70 {
            let bytes = random.bytes(count)
            let plain = Data(bytes).base64EncodedString()
            let expected = plain.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
            let text = Base64URL.encode(bytes)
            #expect(String(decoding: text, as: UTF8.self) == String(expected))
            #expect(Base64URL.decode(text) == bytes)
        }
    }

    @Test("a signature has one spelling: of 64 last characters only A, Q, g and w are read")
    func canonicalTail() {
        let head = [UInt8](repeating: UInt8(ascii: "A"), count: 85)
        let tails = (UInt8.min ... .max).filter { Base64URL.decode(head + [$0]) != nil }
        #expect(tails == Array("AQgw".utf8))
    }

    @Test("no two texts of up to three characters mean the same bytes")
    func uniqueSpelling() {
        let letters = Array("AQgwZ-_9".utf8)
        let pairs = letters.flatMap { first in letters.map { [first, $0] } }
        let texts = [[]] + pairs + pairs.flatMap { pair in letters.map { pair + [$0] } }
        let decoded = texts.compactMap { text in Base64URL.decode(text).map { (text, $0) } }
        #expect(Set(decoded.map(\.1)).count == decoded.count)
        #expect(decoded.allSatisfy { Base64URL.encode($0.1) == $0.0 })
    }

    @Test("a text is told to be a spelling without being read", arguments: Seeds.cases(4))
    func spellings(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in 0...90 {
            var text = Base64URL.encode(random.bytes(count))
            #expect(Base64URL.isSpelling(text[...]))
            if !text.isEmpty { text[Int.random(in: text.indices, using: &random)] = random.pick(Array("AQgwZ-_9+= ".utf8)) }
            for text in [text[...], text.dropLast(), text.dropFirst()] {
                #expect(Base64URL.isSpelling(text) == (Base64URL.decode(text) != nil))
            }
        }
    }

    @Test("foreign characters and impossible lengths are refused", arguments: [
        "A", "AAAAA", "+w", "/w", "Zg==", "Z g", "Zé",
    ])
    func refused(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)) == nil)
    }
}
