import Crypto

@testable import SheafCore

/// Keys that every test shares, because making one costs as much as many facts.
enum TestKeys {
    /// A writer that can also sign what a well-behaved one never writes.
    struct Key: Sendable {
        let replicaKey: ReplicaKey
        private let signingKey: Curve25519.Signing.PrivateKey

        init?(seed: [UInt8]) {
            guard let replicaKey = ReplicaKey(seed: seed),
                let signingKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            else { return nil }
            self.replicaKey = replicaKey
            self.signingKey = signingKey
        }

        var replica: ReplicaID { replicaKey.replica }

        /// A line over any bytes of a body, validly signed.
        func line(record: RecordID, number: Int64, rawBody: [UInt8]) throws -> Line {
            let head = Array("\(record) \(replica) \(number) ".utf8) + rawBody
            let signature = try signingKey.signature(for: Line.signedPrefix + head)
            return try Line(bytes: head + [.space] + Base64URL.encode(Array(signature)))
        }
    }

    /// The key of seed byte 1, 2, ...
    static let all: [Key] = (UInt8(1)...8).compactMap { Key(seed: [UInt8](repeating: $0, count: 32)) }
}

extension Line {
    /// The same line with a signature of the right form that its replica never made.
    func forged() throws -> Line {
        var bytes = bytes
        let position = bytes.count - 40
        bytes[position] = bytes[position] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return try Line(bytes: bytes)
    }
}
