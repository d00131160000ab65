@testable import SheafCore

extension FuzzTarget {
    /// A line, as written or drawn; L0, the envelope and the body of each kind.
    static let line = FuzzTarget(name: "line") { bytes in
        var draw = Draw(bytes)
        let isDrawn = draw.rarely(2)
        let bytes = isDrawn ? drawnLine(&draw) : draw.remaining()
        let line: Line
        do throws(StructuralFailure) {
            line = try Line(bytes: bytes)
        } catch {
            expect(error == expectedFailure(bytes), "L0 says \(error), the grammar \(String(describing: expectedFailure(bytes))): \(shown(bytes))")
            return
        }
        expect(expectedFailure(bytes) == nil, "L0 takes what the grammar refuses: \(shown(bytes))")
        expect(line.bytes == bytes, "a line is kept byte for byte")
        let parts = "\(line.record) \(line.replica) \(line.number) ".utf8 + Array(line.body) + Array(" ".utf8) + bytes.suffix(86)
        expect(Array(parts) == bytes, "the parts make the line: \(shown(parts)), \(shown(bytes))")
        if !isDrawn { _ = line.isSignatureValid() }
        for kind in [RecordKind.session, .claim, .replica, .work] { check(line, in: kind) }
    }

    private static func drawnLine(_ draw: inout Draw) -> [UInt8] {
        let kind = draw.pick([RecordKind.session, .claim, .replica])
        var body = DrawnLines.body(&draw, kind)
        for key in ["at", "c", "after", "by", "x"] where draw.rarely(3) { body[key] = DrawnLines.odd(&draw, depth: 0) }
        guard let replica = ReplicaID(bytes: [UInt8](repeating: 1, count: 32)) else { return [] }
        return DrawnLines.line(replica.record, replica, 1, JSONValue.object(body).canonicalBytes)?.bytes ?? []
    }

    /// Whatever of a line this version understands, it would write in the same bytes.
    private static func check(_ line: Line, in kind: RecordKind) {
        let object = try? JSONValue.readCanonicalObject(line.body)
        guard let fact = try? Fact(line, in: kind) else { return }
        expect(object.map { JSONValue.object($0).canonicalBytes } == Array(line.body), "a readable body is canonical: \(shown(line.body))")
        expect(fact.after.count <= Fact.afterCountMax && fact.time.at >= 0, "an envelope is within bounds: \(shown(line.body))")
        switch fact.body {
        case .unknown, .invalid: break
        default:
            let again = Fact.object(fact.body, time: fact.time, after: fact.after, isHuman: fact.isHuman)
            expect(
                JSONValue.object(again).canonicalBytes == Array(line.body),
                "a valid fact is written as it was read: \(shown(line.body)), \(shown(JSONValue.object(again).canonicalBytes))")
        }
    }

    /// L0's grammar a second time, written from the specification and not from the reader: Protocol, 2-facts, section 6.
    private static func expectedFailure(_ bytes: [UInt8]) -> StructuralFailure? {
        if bytes.isEmpty { return .emptyLine }
        if bytes.count + 1 > 8192 { return .lineTooLong }
        if Array(String(decoding: bytes, as: UTF8.self).utf8) != bytes { return .notUTF8 }
        let words = bytes.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, isHex(words[0], 32), isHex(words[1], 64), isNumber(words[2]), words[3].count >= 89 else {
            return .badGrammar
        }
        let (body, end) = (words[3].dropLast(87), Array(words[3].suffix(87)))
        let isObject = body.first == 0x7b && body.last == 0x7d && body.count >= 2 && body.allSatisfy { $0 >= 0x20 }
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let isSignature = end[0] == 0x20 && end[1..<86].allSatisfy(letters.contains) && Set("AQgw".utf8).contains(end[86])
        return isObject && isSignature ? nil : .badGrammar
    }

    private static func isHex(_ text: ArraySlice<UInt8>, _ count: Int) -> Bool {
        text.count == count && text.allSatisfy(Set("0123456789abcdef".utf8).contains)
    }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        (1...16).contains(text.count) && text.first != 0x30 && text.allSatisfy { (0x30...0x39).contains($0) }
    }
}
