@testable import SheafCore

extension FuzzTarget {
    /// Canonical JSON: what is read is written in the same bytes, and what is written is read.
    static let json = FuzzTarget(name: "json") { bytes in
        // Its caller, L0, lets nothing else through.
        if String(validating: bytes, as: UTF8.self) != nil, let object = try? JSONValue.readCanonicalObject(bytes) {
            expect(JSONValue.object(object).canonicalBytes == bytes, "one spelling for one value: \(shown(bytes))")
        }
        var draw = Draw(bytes)
        let value = DrawnLines.odd(&draw, depth: 0)
        guard case .object(let object) = value else { return }
        let written = value.canonicalBytes
        do throws(JSONFailure) {
            let read = try JSONValue.readCanonicalObject(written)
            expect(JSONValue.object(read).canonicalBytes == written, "a value survives: \(shown(written))")
            expect(isWithinBounds(.object(object), depth: 1), "a value out of bounds is refused: \(shown(written))")
        } catch {
            expect(!isWithinBounds(.object(object), depth: 1), "a written value is read, not \(error): \(shown(written))")
        }
    }

    private static func isWithinBounds(_ value: JSONValue, depth: Int) -> Bool {
        switch value {
        case .integer(let number): (-9_007_199_254_740_991...9_007_199_254_740_991).contains(number)
        case .string, .boolean: true
        case .array(let values): depth <= 8 && values.allSatisfy { isWithinBounds($0, depth: depth + 1) }
        case .object(let object): depth <= 8 && object.members.allSatisfy { isWithinBounds($0.value, depth: depth + 1) }
        }
    }
}
