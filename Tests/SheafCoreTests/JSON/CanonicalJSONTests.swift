import TestSupport
import Testing

@testable import SheafCore

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    @Test("a value has one spelling, and that spelling is read back", arguments: Seeds.cases(4))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let object = randomObject(&random, depth: 1)
            let bytes = JSONValue.object(object).canonicalBytes
            #expect(try JSONValue.readCanonicalObject(bytes) == object)
            #expect(bytes.allSatisfy { $0 >= 0x20 })
        }
    }

    /// What is accepted encodes to the same bytes: so no two implementations can read a line differently.
    @Test("a changed byte is refused or means what it spells", arguments: Seeds.cases(4))
    func noSecondSpelling(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1500 {
            var bytes = JSONValue.object(randomObject(&random, depth: 1)).canonicalBytes
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let position = Int.random(in: bytes.indices, using: &random)
                switch random.pick([0, 1, 2]) {
                case 0: bytes[position] = random.pick(Array("{}[],:\"\\ u0-19ntfe".utf8))
                case 1: bytes.insert(random.pick(Array("{}[],:\"\\ u0-19ntfe".utf8)), at: position)
                default: bytes.remove(at: position)
                }
                if bytes.isEmpty { break }
            }
            // L0 has refused what is not UTF-8.
            guard String(validating: bytes, as: UTF8.self) != nil,
                let object = try? JSONValue.readCanonicalObject(bytes)
            else { continue }
            #expect(JSONValue.object(object).canonicalBytes == bytes, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("depth 8 is read, depth 9 is not")
    func depth() {
        func nested(_ depth: Int) -> [UInt8] {
            let opening = String(repeating: "{\"a\":", count: depth - 1)
            return Array((opening + "{}" + String(repeating: "}", count: depth - 1)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue.readCanonicalObject(nested(8)) }
        #expect(throws: JSONFailure.depth) { try JSONValue.readCanonicalObject(nested(9)) }
        #expect(throws: JSONFailure.depth) { try JSONValue.readCanonicalObject(nested(1400)) }
    }

    @Test("what is wrong is named", arguments: [
        ("[]", JSONFailure.notAnObject), ("", .notAnObject), (" {}", .notAnObject), ("{} ", .syntax), ("{}{}", .syntax),
        ("{\"a\":1,}", .syntax), ("{\"a\":null}", .syntax), ("{\"a\":1.0}", .syntax), ("{\"a\":1e2}", .syntax),
        ("{\"a\":01}", .notCanonical), ("{\"a\":-0}", .notCanonical), ("{\"a\":-}", .syntax),
        ("{\"a\": 1}", .notCanonical), ("{\"a\" :1}", .notCanonical), ("{ \"a\":1}", .notCanonical),
        ("{\"a\":9007199254740992}", .integerRange), ("{\"a\":-9007199254740992}", .integerRange),
        ("{\"a\":123456789012345678901234567890}", .integerRange),
        ("{\"a\":1,\"a\":1}", .duplicateKey), ("{\"b\":1,\"a\":1}", .keyOrder), ("{\"aa\":1,\"a\":1}", .keyOrder),
        ("{\"a\":\"\\n\"}", .notCanonical), ("{\"a\":\"\\/\"}", .notCanonical), ("{\"a\":\"\\u0041\"}", .notCanonical),
        ("{\"a\":\"\\u001F\"}", .notCanonical), ("{\"a\":\"\\u00\"}", .notCanonical), ("{\"a\":\"", .syntax),
        ("{\"a\":\"\\", .syntax), ("{\"a\":tru}", .syntax), ("{\"a\":[1,]}", .syntax), ("{\"a\"}", .syntax),
        ("{1:1}", .syntax),
    ])
    func failures(text: String, failure: JSONFailure) {
        #expect(throws: failure) { try JSONValue.readCanonicalObject(Array(text.utf8)) }
    }

    /// Swift's `String` calls the two keys equal; JSON's bytes do not.
    @Test("keys that only look alike are two keys")
    func keysAreBytes() throws {
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        var object = JSONObject([(composed, 1), (decomposed, 2)])
        #expect(object.members.map(\.value) == [2, 1])
        #expect(object[composed] == 1 && object[decomposed] == 2)
        object[composed] = nil
        #expect(object[composed] == nil && object[decomposed] == 2)
        #expect(JSONObject([(composed, 1)])[decomposed] == nil)
    }

    private func randomObject(_ random: inout SeededGenerator, depth: Int) -> JSONObject {
        let count = Int.random(in: 0...3, using: &random)
        return JSONObject((0..<count).map { _ in (randomText(&random), randomValue(&random, depth: depth + 1)) })
    }

    private func randomValue(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &random) {
        case 0: .integer(random.pick([0, -1, 9, 10, JSONValue.integerMax, -JSONValue.integerMax]))
        case 1: .boolean(random.chance(50))
        case 2, 3: .string(randomText(&random))
        case 4: .array((0..<Int.random(in: 0...3, using: &random)).map { _ in randomValue(&random, depth: depth + 1) })
        default: .object(randomObject(&random, depth: depth))
        }
    }

    private func randomText(_ random: inout SeededGenerator) -> String {
        let parts = ["a", "\"", "\\", "/", "\u{0}", "\u{1f}", "\u{7f}", "\u{e9}", "e\u{301}", "\u{1f600}", " "]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in random.pick(parts) }.joined()
    }
}
