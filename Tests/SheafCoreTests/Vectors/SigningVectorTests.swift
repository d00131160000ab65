import Crypto
import Testing

@testable import SheafCore

/// Ed25519 is deterministic: whoever holds the key of a vector's writer writes the same line.
@Suite("Vectors, signed again")
struct SigningVectorTests {
    private struct Fold: Decodable {
        let lines: [String]
    }

    /// The keys of the vectors are made from these names, and are secret from nobody.
    private static let keys: [ReplicaID: TestKeys.Key] = {
        let seeds = ["alice", "bob", "carol", "dave"].map { Array(SHA256.hash(data: Array($0.utf8))) }
        return Dictionary(seeds.compactMap(TestKeys.Key.init(seed:)).map { ($0.replica, $0) }) { first, _ in first }
    }()

    @Test("lines that verify sign to the same bytes", arguments: try VectorFile.names(in: "folds"))
    func signedAgain(name: String) throws {
        for text in try VectorFile.read("folds/\(name)", as: Fold.self).lines {
            let line = try Line(bytes: Array(text.utf8))
            let key = try #require(Self.keys[line.replica])
            guard line.isSignatureValid() else { continue }
            #expect(try key.line(record: line.record, number: line.number, rawBody: Array(line.body)) == line)
            guard let body = try? JSONValue.readCanonicalObject(line.body) else { continue }
            #expect(try key.replicaKey.line(record: line.record, number: line.number, body: body).bytes == line.bytes)
        }
    }
}
