import Crypto

/// A replica: its Ed25519 public key, 32 bytes.
public struct ReplicaID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let words: Words256

    /// - Parameter bytes: exactly 32, else nil. Whether they are a point of the curve shows when a signature is checked.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        words = Words256(bytes)
    }

    /// - Parameter hex: exactly 64 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard let bytes = Hex.decode(Array(hex.utf8)) else { return nil }
        self.init(bytes: bytes)
    }

    /// - Parameter digits: exactly 64 lower-case hex digits, else nil.
    init?(digits: ArraySlice<UInt8>) {
        guard digits.count == 64, let words = Words256(digits: digits) else { return nil }
        self.words = words
    }

    public var bytes: [UInt8] { words.bytes(count: 32) }

    /// 64 lower-case hex digits.
    public var hex: String { Hex.encode(bytes) }

    /// The record that holds this replica's card.
    public var record: RecordID { RecordID(high: words[0], low: words[1]) }

    public var description: String { hex }

    public static func < (left: ReplicaID, right: ReplicaID) -> Bool { left.words < right.words }
}

/// A replica's private half. It never leaves the machine.
public struct ReplicaKey: Sendable {
    private let privateKey: Curve25519.Signing.PrivateKey

    public let replica: ReplicaID

    /// - Parameter seed: 32 secret random bytes, else nil.
    public init?(seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let replica = ReplicaID(bytes: Array(key.publicKey.rawRepresentation))
        else { return nil }
        privateKey = key
        self.replica = replica
    }

    /// The 32 bytes to store, readable by the owner alone.
    public var seed: [UInt8] { Array(privateKey.rawRepresentation) }

    /// Signs one line of the record. Protocol: 2-facts, section 5.
    ///
    /// - Parameters:
    ///   - number: 1 for this replica's first fact about the record, then without gaps.
    ///   - body: the fact's object; the caller keeps the whole line within `Line.byteCountMax`.
    /// - Throws: `FactError.tooLong`.
    public func line(record: RecordID, number: Int64, body: JSONObject) throws(FactError) -> Line {
        var bytes = Array("\(record) \(replica) \(number) ".utf8)
        bytes.append(contentsOf: JSONValue.object(body).canonicalBytes)
        guard let signature = try? privateKey.signature(for: Line.signedPrefix + bytes) else {
            preconditionFailure("BUG: Ed25519 signing failed")
        }
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: Base64URL.encode(Array(signature)))
        guard bytes.count < Line.byteCountMax else { throw .tooLong(byteCount: bytes.count + 1) }
        guard let line = try? Line(bytes: bytes) else {
            preconditionFailure("BUG: a line that this replica wrote does not pass L0")
        }
        return line
    }
}

/// Why a fact could not be written.
public enum FactError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line would exceed `Line.byteCountMax` bytes with its LF.
    case tooLong(byteCount: Int)
    /// A field is outside its bounds.
    case invalid(kind: String, field: String)

    public var description: String {
        switch self {
        case .tooLong(let byteCount):
            "the fact takes \(byteCount) bytes and a line holds \(Line.byteCountMax); shorten the text"
        case .invalid(let kind, let field):
            "the field \(field) of a fact \(kind) is out of bounds (Protocol, 2-facts)"
        }
    }
}
