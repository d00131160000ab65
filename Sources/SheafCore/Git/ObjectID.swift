/// The name of a git object: 20 bytes (SHA-1) or 32 bytes (SHA-256).
///
/// Ordered bytewise, a shorter name before a longer one that it begins.
public struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let words: Words256

    /// 20 or 32.
    public let byteCount: Int

    /// - Parameter bytes: 20 or 32 of them, else nil.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 20 || bytes.count == 32 else { return nil }
        words = Words256(bytes)
        byteCount = bytes.count
    }

    /// - Parameter hex: 40 or 64 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard let bytes = Hex.decode(Array(hex.utf8)) else { return nil }
        self.init(bytes: bytes)
    }

    public var bytes: [UInt8] { words.bytes(count: byteCount) }

    /// 40 or 64 lower-case hex digits.
    public var hex: String { Hex.encode(bytes) }

    public var description: String { hex }

    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.words, left.byteCount) < (right.words, right.byteCount)
    }
}
