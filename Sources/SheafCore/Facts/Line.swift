import Crypto

/// Why a line, a blob or a path does not pass L0. The raw values are the names in vectors, quarantine and `doctor`.
///
/// Protocol: 2-facts, section 6. L0 is frozen for format 1.
public enum StructuralFailure: String, Error, Hashable, Sendable, CaseIterable {
    case badPath = "bad-path"
    case badMode = "bad-mode"
    case badFormat = "bad-format"
    case missingLineFeed = "missing-lf"
    case emptyLine = "empty-line"
    case lineTooLong = "line-too-long"
    case notUTF8 = "not-utf8"
    case badGrammar = "bad-grammar"
    case wrongShard = "wrong-shard"
}

/// One fact as it is stored, hashed and forwarded: `<record> <replica> <n> <json> <sig>`, without the LF.
///
/// A value of this type has passed the part of L0 that needs no path. The writer's bytes are kept as they are.
public struct Line: Hashable, Sendable {
    /// With the LF.
    public static let byteCountMax = 8192

    /// The greatest number of 16 digits.
    static let numberMax: Int64 = 9_999_999_999_999_999

    /// Without LF: a number of one digit and the body `{}`.
    static let byteCountMin = 189

    /// What every signature covers before the line's own bytes.
    static let signedPrefix = Array("sheaf 1\n".utf8)

    /// Without LF.
    public let bytes: [UInt8]
    public let hash: LineHash
    public let record: RecordID
    public let replica: ReplicaID
    /// Counts the replica's facts about the record, from 1; at most 16 digits.
    public let number: Int64
    private let bodyStart: Int

    private static let signatureByteCount = 86
    static let recordEnd = 32
    private static let replicaEnd = 97

    /// - Parameter bytes: one line without its LF.
    /// - Throws: the first failure in the order of `StructuralFailure`.
    public init(bytes: some Collection<UInt8>) throws(StructuralFailure) {
        let bytes = Array(bytes)
        guard !bytes.isEmpty else { throw .emptyLine }
        guard bytes.count < Self.byteCountMax else { throw .lineTooLong }
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        guard isASCII || String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        guard bytes.count > Self.replicaEnd, bytes[Self.recordEnd] == .space, bytes[Self.replicaEnd] == .space,
            let record = RecordID(digits: bytes[..<Self.recordEnd]),
            let replica = ReplicaID(digits: bytes[(Self.recordEnd + 1)..<Self.replicaEnd]),
            let (number, bodyStart) = Self.number(in: bytes, from: Self.replicaEnd + 1),
            Self.hasBodyAndSignature(bytes, from: bodyStart)
        else { throw .badGrammar }
        self.bytes = bytes
        self.record = record
        self.replica = replica
        self.number = number
        self.bodyStart = bodyStart
        hash = LineHash(of: bytes)
    }

    /// The JSON object's bytes, as written.
    public var body: ArraySlice<UInt8> { bytes[bodyStart..<(bytes.count - Self.signatureByteCount - 1)] }

    /// One Ed25519 verification, about 70 µs; callers store the verdict.
    public func isSignatureValid() -> Bool {
        let signatureStart = bytes.count - Self.signatureByteCount
        guard let signature = Base64URL.decode(bytes[signatureStart...]),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: replica.bytes)
        else { return false }
        return key.isValidSignature(signature, for: Self.signedPrefix + bytes[..<(signatureStart - 1)])
    }

    /// `[1-9][0-9]{0,15} ` at `start`; the position behind the space.
    private static func number(in bytes: [UInt8], from start: Int) -> (Int64, Int)? {
        var value: Int64 = 0
        var position = start
        while position < bytes.count, position - start <= 16, bytes[position] != .space {
            let digit = bytes[position]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            position += 1
        }
        guard position < bytes.count, bytes[position] == .space, (1...16).contains(position - start),
            bytes[start] != UInt8(ascii: "0")
        else { return nil }
        return (value, position + 1)
    }

    /// `\{[^\x00-\x1f]*\} [A-Za-z0-9_-]{85}[AQgw]` up to the end.
    private static func hasBodyAndSignature(_ bytes: [UInt8], from start: Int) -> Bool {
        let signatureStart = bytes.count - signatureByteCount
        let bodyEnd = signatureStart - 1
        guard bodyEnd - start >= 2, bytes[bodyEnd] == .space,
            bytes[start] == UInt8(ascii: "{"), bytes[bodyEnd - 1] == UInt8(ascii: "}")
        else { return false }
        return bytes[start..<bodyEnd].allSatisfy { $0 >= 0x20 } && Base64URL.isSpelling(bytes[signatureStart...])
    }

    public static func == (left: Line, right: Line) -> Bool { left.hash == right.hash }

    public func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

extension UInt8 {
    static let space = UInt8(ascii: " ")
    static let lineFeed = UInt8(ascii: "\n")
}
