import SheafCore
import SheafStore

extension Document {
    /// One line of a record, with what it says whole. Protocol: schemas/common, `fact`.
    ///
    /// - Parameter isRevoked: nobody here trusts its writer any more; said only when it is so.
    init(_ held: HeldFact, isRevoked: Bool = false) {
        let fact = held.fact
        let body = try? JSONValue.readCanonicalObject(held.line.body)
        self = [
            "hash": .string(held.line.hash.hex), "kind": Document(fact == nil ? nil : body?["kind"]?.string),
            "at": Document(fact.map { Instant(milliseconds: $0.time.at) }), "replica": .string(held.line.replica.hex),
            "n": .integer(held.line.number), "verdict": .string(Self.verdict(held, fact)),
            "record": .string(held.line.record.hex), "path": .string(held.path.description),
            "human": .boolean(fact?.isHuman ?? false),
            "body": body.map { Document($0) } ?? .null,
        ]
        if isRevoked, case .object(let members) = self {
            self = .object(members + [Member(key: "revoked", value: true)])
        }
    }

    private static func verdict(_ held: HeldFact, _ fact: Fact?) -> String {
        guard held.isSigned else { return "bad-signature" }
        return switch fact?.body {
        case nil: "unreadable"
        case .unknown: "unknown"
        case .invalid: "invalid"
        default: "valid"
        }
    }
}
