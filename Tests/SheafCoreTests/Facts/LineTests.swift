import TestSupport
import Testing

@testable import SheafCore

/// Protocol 2-facts, section 6: the structural check of one line.
@Suite("The grammar of lines")
struct LineTests {
    private let head = String(repeating: "0", count: 31) + "a " + String(repeating: "b", count: 64)
    private let tail = String(repeating: "-", count: 85) + "g"

    private func failure(_ text: String) -> StructuralFailure? { failure(Array(text.utf8)) }

    private func failure(_ bytes: [UInt8]) -> StructuralFailure? {
        do {
            _ = try Line(bytes: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("the parts of a line are what its fields say")
    func parts() throws {
        let line = try Line(bytes: Array("\(head) 9999999999999999 {\"é\u{7f}\":{}} \(tail)".utf8))
        #expect(line.record.hex == head.prefix(32) && line.replica.hex == head.suffix(64))
        #expect(line.number == 9_999_999_999_999_999)
        #expect(String(decoding: line.body, as: UTF8.self) == "{\"é\u{7f}\":{}}")
        #expect(line.hash == LineHash(of: line.bytes))
        #expect(try Line(bytes: Array("\(head) 1 {} \(tail)".utf8)).bytes.count == Line.byteCountMin)
    }

    @Test("8,191 bytes are a line, 8,192 are too many (with LF one more)", arguments: [8190, 8191, 8192, 8193])
    func length(count: Int) {
        let rest = count - "\(head) 1 {} \(tail)".utf8.count
        let bytes = Array("\(head) 1 {\(String(repeating: "x", count: rest))} \(tail)".utf8)
        #expect(bytes.count == count)
        #expect(failure(bytes) == (count < 8192 ? nil : .lineTooLong))
    }

    @Test("a writer is told when its fact is too long, and is not when it just fits")
    func tooLong() throws {
        let key = TestKeys.all[0].replicaKey
        let record = RecordID(high: 0, low: 1)
        let empty = try key.line(record: record, number: 1, body: ["text": ""]).bytes.count
        let room = Line.byteCountMax - 1 - empty
        let full = try key.line(record: record, number: 1, body: ["text": .string(String(repeating: "x", count: room))])
        #expect(full.bytes.count == 8191)
        #expect(throws: FactError.tooLong(byteCount: 8193)) {
            try key.line(record: record, number: 1, body: ["text": .string(String(repeating: "x", count: room + 1))])
        }
    }

    @Test("numbers have 1 to 16 digits and no leading zero", arguments: [
        ("0", false), ("1", true), ("01", false), ("10", true), ("", false), ("1234567890123456", true),
        ("12345678901234567", false), ("99999999999999999999999999", false), ("-1", false), ("+1", false),
        ("1a", false), ("１", false),
    ])
    func numbers(number: String, isValid: Bool) {
        #expect(failure("\(head) \(number) {} \(tail)") == (isValid ? nil : .badGrammar))
    }

    @Test("the earlier check names the failure")
    func order() {
        #expect(failure([]) == .emptyLine)
        #expect(failure([UInt8](repeating: 0xff, count: 8192)) == .lineTooLong)
        #expect(failure([0xff]) == .notUTF8)
        #expect(failure("x") == .badGrammar)
    }

    @Test("bytes that are not strict UTF-8 are named so", arguments: [
        [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5], [0x80], [0xc3],
    ] as [[UInt8]])
    func utf8(bytes: [UInt8]) {
        #expect(failure(Array("\(head) 1 {".utf8) + bytes + Array("} \(tail)".utf8)) == .notUTF8)
    }

    @Test("bodies are braces around anything but control characters", arguments: [
        ("{}", true), ("{{}", true), ("{} ", false), (" {}", false), ("{", false), ("}", false), ("", false),
        ("{\t}", false), ("{\u{0}}", false), ("{\u{1f}}", false), ("{ }", true), ("{\u{7f}}", true),
        ("{\u{85}\u{2028}\u{feff}}", true),
        ("{} {}", true), ("[]", false), ("{}x", false),
    ])
    func bodies(body: String, isValid: Bool) {
        #expect(failure("\(head) 1 \(body) \(tail)") == (isValid ? nil : .badGrammar))
    }

    @Test("one changed character outside of the body is another line or none", arguments: Seeds.cases(2))
    func changedCharacter(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let valid = Array("\(head) 12 {\"a\":1} \(tail)".utf8)
        let line = try Line(bytes: valid)
        let outside = valid.indices.filter { !(101..<108).contains($0) }
        for position in outside {
            for byte in [UInt8(ascii: "A"), UInt8(ascii: "f"), UInt8(ascii: "g"), .space, 0, 0x7f, random.bytes(1)[0]] {
                var bytes = valid
                bytes[position] = byte
                guard byte != valid[position], let other = try? Line(bytes: bytes) else { continue }
                #expect(other != line && other.bytes == bytes)
            }
            var longer = valid
            longer.insert(.space, at: position)
            #expect(failure(longer) == .badGrammar)
        }
        for count in 0..<valid.count { #expect(failure(Array(valid[..<count])) != nil) }
    }

    @Test("a signature covers every byte before it")
    func signature() throws {
        let key = TestKeys.all[0]
        let record = RecordID(high: 0x019c_adc6_9a80_7998, low: 0xaf62_a37f_8551_d26f)
        let line = try key.replicaKey.line(record: record, number: 12, body: ["at": 1, "kind": "kept"])
        #expect(line.isSignatureValid())
        #expect(try !line.forged().isSignatureValid())
        for position in [0, 31, 33, 96, 98, 99, 106] {
            var bytes = line.bytes
            bytes[position] = bytes[position] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
            #expect(try !Line(bytes: bytes).isSignatureValid(), "byte \(position)")
        }
        #expect(ReplicaKey(seed: key.replicaKey.seed)?.replica == key.replica)
        #expect(ReplicaKey(seed: []) == nil && ReplicaKey(seed: [UInt8](repeating: 1, count: 33)) == nil)
    }

    @Test("the verdicts that random facts claim are those of their signatures", arguments: Seeds.cases(2))
    func knownVerdicts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let facts = try RandomTeam(&random, factCount: 60, oddPercent: 50)
        #expect(facts.written.contains { !$0.held.isSigned })
        for placed in facts.written { #expect(placed.held.line.isSignatureValid() == placed.held.isSigned) }
    }
}
