import Crypto

/// The id of a record: a UUIDv7 as 32 lower-case hex digits; of a replica, the first 32 digits of its key.
///
/// Protocol: 2-facts, section 2.
public struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter bytes: exactly 16, else nil.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        let words = Words256(bytes)
        (high, low) = (words[0], words[1])
    }

    /// - Parameter hex: exactly 32 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard let bytes = Hex.decode(Array(hex.utf8)) else { return nil }
        self.init(bytes: bytes)
    }

    /// - Parameter digits: exactly 32 lower-case hex digits, else nil.
    init?(digits: ArraySlice<UInt8>) {
        guard digits.count == 32, let words = Words256(digits: digits) else { return nil }
        (high, low) = (words[0], words[1])
    }

    /// - Parameters:
    ///   - instant: the id's time part; clamped to the years 2000-2099.
    ///   - entropy: 10 bytes, of which 74 bits are used; the rest becomes version 7 and the RFC 9562 variant.
    public init(time instant: Instant, entropy: some Collection<UInt8>) {
        let time = UInt64(instant.clampedToPathRange.milliseconds)
        let bytes = Array(entropy.prefix(10))
        precondition(bytes.count == 10, "BUG: a record id needs 10 bytes of entropy")
        let version = UInt64(bytes[0] & 0x0f | 0x70)
        high = time << 16 | version << 8 | UInt64(bytes[1])
        low = bytes[3...].reduce(UInt64(bytes[2] & 0x3f | 0x80)) { $0 << 8 | UInt64($1) }
    }

    /// The id of the session that `member` opens: two replicas that open it independently open one record.
    ///
    /// - Parameters:
    ///   - committedAt: unix seconds of the member.
    ///   - member: the session's first member.
    public static func session(author: AuthorSlug, firstMember member: MemberKey, committedAt: Int64) -> RecordID {
        let digest = SHA256.hash(data: Array("session\n\(author)\n\(member)\n".utf8))
        return RecordID(time: Instant(seconds: committedAt), entropy: Array(digest).prefix(10))
    }

    /// The id's time part; for a session its opening.
    public var time: Instant { Instant(milliseconds: Int64(high >> 16)) }

    /// The name of the record's shard inside its folder: the id's last hex digit.
    public var lastDigit: UInt8 { UInt8(low & 15) }

    public var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) } }

    /// 32 lower-case hex digits.
    public var hex: String { Hex.encode(bytes) }

    public var description: String { hex }

    public static func < (left: RecordID, right: RecordID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
