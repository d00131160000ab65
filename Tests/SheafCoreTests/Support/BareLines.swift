@testable import SheafCore

/// Lines that are held as signed although nobody signed them: the fold takes the verdict from intake and looks at no
/// signature, and thousands of them cost nothing to make.
enum BareLines {
    /// - Parameter isChained: each fact names the one before it; else they stand as they are.
    static func of(_ record: RecordKey, _ bodies: [JSONObject], isChained: Bool = false) throws -> [HeldLine] {
        var lines: [HeldLine] = []
        for (index, body) in bodies.enumerated() {
            var body = body
            if isChained, let last = lines.last { body["after"] = [.string(last.line.hash.name.hex)] }
            lines.append(try one(record, number: index + 1, body))
        }
        return lines
    }

    static func one(
        _ record: RecordKey, by replica: ReplicaID = TestKeys.all[0].replica, number: Int, _ body: JSONObject
    ) throws -> HeldLine {
        let head = Array("\(record.id) \(replica) \(number) ".utf8) + JSONValue.object(body).canonicalBytes
        let line = try Line(bytes: head + [.space] + [UInt8](repeating: UInt8(ascii: "A"), count: 86))
        return HeldLine(line, isSigned: true)
    }
}
