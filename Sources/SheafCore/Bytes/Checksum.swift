import Crypto

/// SHA-256 of something that need not fit into memory.
public struct Checksum: Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hex digits.
    public let hex: String

    /// - Parameter hex: 64 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ Hex.nibble($0) != nil }) else { return nil }
        self.hex = String(hex)
    }

    public init(of bytes: some Sequence<UInt8>) {
        var sum = Sum()
        sum.add(Array(bytes))
        self = sum.checksum
    }

    /// What a repository is called in a user's state folder. Protocol: 8-local, section 1.
    ///
    /// - Parameter path: the git directory that all work trees share, absolute.
    /// - Returns: 32 lower-case hex digits.
    public static func name(ofRepository path: String) -> String { String(Checksum(of: path.utf8).hex.prefix(32)) }

    fileprivate init(_ digest: SHA256.Digest) {
        hex = Hex.encode(Array(digest))
    }

    public var description: String { hex }

    /// What was read so far.
    public struct Sum {
        private var hasher = SHA256()

        public init() {}

        public mutating func add(_ bytes: [UInt8]) { hasher.update(data: bytes) }

        public mutating func add(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

        public var checksum: Checksum { Checksum(hasher.finalize()) }
    }
}
