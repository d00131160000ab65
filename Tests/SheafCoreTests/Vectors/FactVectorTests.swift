import Crypto
import TestSupport
import Testing

@testable import SheafCore

/// Protocol/vectors/json, facts, ids and signatures.
@Suite("Vectors of facts, JSON, ids and signatures")
struct FactVectorTests {
    private struct Body: Decodable {
        let name, base64: String
        let canonical: Bool
    }

    private struct Fact: Decodable {
        let name, pathKind, record, replica, json, verdict: String
    }

    private struct IDs: Decodable {
        let sessions: [Session]
        let lines: [Line]
        let conflicts: [Conflict]

        struct Session: Decodable {
            let author, member, id, path, about: String
            let seconds, openedAt: Int64
        }

        struct Line: Decodable {
            let line, hash, name: String
        }

        struct Conflict: Decodable {
            let ruleNumber: Int
            let lines: [String]
            let id: String
        }
    }

    private struct Signature: Decodable {
        let name, publicKey, messageBase64, signatureBase64: String
        let verifies: Bool
    }

    /// What is not UTF-8 is refused by L0, so the reader never sees it.
    @Test("canonical bodies read and encode to the same bytes, all others are refused")
    func bodies() throws {
        for vector in try VectorFile.list("json/bodies", of: Body.self) {
            let bytes = try VectorFile.bytes(vector.base64)
            let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
            let object = isUTF8 ? try? JSONValue.readCanonicalObject(bytes) : nil
            #expect((object != nil) == vector.canonical, "\(vector.name)")
            if let object { #expect(JSONValue.object(object).canonicalBytes == bytes, "\(vector.name)") }
            let line = try? TestKeys.all[0].line(record: RecordID(high: 0, low: 1), number: 1, rawBody: bytes)
            if !isUTF8 { #expect(line == nil, "\(vector.name)") }
        }
    }

    @Test("facts are valid, invalid, unknown or unreadable", arguments: try VectorFile.names(in: "facts"))
    func facts(file: String) throws {
        for vector in try VectorFile.list("facts/\(file)", of: Fact.self) {
            let kind = try #require(RecordKind(vector.pathKind))
            let text = "\(vector.record) \(vector.replica) 1 \(vector.json) \(String(repeating: "A", count: 86))"
            let fact = try? SheafCore.Fact(SheafCore.Line(bytes: Array(text.utf8)), in: kind)
            #expect(verdict(fact) == vector.verdict, "\(file) \(vector.name): \(vector.json)")
            guard let fact, vector.verdict == "valid" else { continue }
            let object = SheafCore.Fact.object(fact.body, time: fact.time, after: fact.after, isHuman: fact.isHuman)
            #expect(JSONValue.object(object).text == vector.json, "\(file) \(vector.name)")
        }
    }

    private func verdict(_ fact: SheafCore.Fact?) -> String {
        switch fact?.body {
        case nil: "unreadable"
        case .unknown: "unknown"
        case .invalid: "invalid"
        default: "valid"
        }
    }

    @Test("derived session ids and their paths")
    func sessions() throws {
        for vector in try VectorFile.read("ids", as: IDs.self).sessions {
            let author = try #require(AuthorSlug(vector.author))
            let id = RecordID.session(
                author: author, firstMember: try member(vector.member), committedAt: vector.seconds)
            #expect(id.hex == vector.id, "\(vector.about)")
            #expect(id.time.milliseconds == vector.openedAt, "\(vector.about)")
            #expect(ShardPath(kind: .session, record: id)?.description == vector.path, "\(vector.about)")
        }
    }

    private func member(_ text: String) throws -> MemberKey {
        if let number = text.wholeMatch(of: /pr:([0-9]+)/)?.1 { return .pullRequest(try #require(Int64(number))) }
        return .commit(try #require(ObjectID(text.dropFirst("commit:".count))))
    }

    @Test("line hashes, names and conflict ids")
    func hashes() throws {
        let ids: IDs = try VectorFile.read("ids")
        try #require(!ids.sessions.isEmpty && !ids.lines.isEmpty && !ids.conflicts.isEmpty)
        for vector in ids.lines {
            let line = try SheafCore.Line(bytes: Array(vector.line.utf8))
            #expect(line.hash.hex == vector.hash && line.hash.name.hex == vector.name)
        }
        for vector in ids.conflicts {
            let rule = try #require(Rule(rawValue: vector.ruleNumber))
            let lines = try vector.lines.map { try #require(LineHash($0)) }
            #expect(ConflictID(rule: rule, lines: lines).hex == vector.id)
            #expect(ConflictID(rule: rule, lines: lines.reversed()).hex == vector.id)
        }
    }

    @Test("signatures verify or not as every implementation must find")
    func signatures() throws {
        for vector in try VectorFile.list("signatures", of: Signature.self) {
            let bytes = try #require(Hex.decode(Array(vector.publicKey.utf8)))
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            let signature = try VectorFile.bytes(vector.signatureBase64)
            let isValid = key?.isValidSignature(signature, for: try VectorFile.bytes(vector.messageBase64)) ?? false
            #expect(isValid == vector.verifies, "\(vector.name)")
        }
    }
}
