import Crypto

/// SHA-256 of a line's bytes without its LF: the identity of a fact.
public struct LineHash: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let words: Words256

    /// Hashes one line.
    ///
    /// - Parameter line: the bytes of the line without LF.
    public init(of line: some Collection<UInt8>) {
        var hasher = SHA256()
        let wasContiguous: Void? = line.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if wasContiguous == nil { hasher.update(data: Array(line)) }
        words = hasher.finalize().withUnsafeBytes { Words256($0) }
    }

    /// - Parameter hex: 64 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard let bytes = Hex.decode(Array(hex.utf8)) else { return nil }
        self.init(bytes: bytes)
    }

    /// - Parameter bytes: exactly 32, else nil.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        words = Words256(bytes)
    }

    public var bytes: [UInt8] { words.bytes(count: 32) }

    /// 64 lower-case hex digits.
    public var hex: String { Hex.encode(bytes) }

    /// What other facts call this line in their `after`.
    public var name: LineName { LineName(high: words[0], low: words[1]) }

    public var description: String { hex }

    /// Eight bytes of a SHA-256 are as good as all of them, and lines that share them cannot be made in numbers.
    public func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }

    public static func < (left: LineHash, right: LineHash) -> Bool { left.words < right.words }
}

/// The first 16 bytes of a `LineHash`: an edge of the hash graph. Protocol: 4-clock-and-causality.
public struct LineName: Hashable, Sendable, Comparable, CustomStringConvertible {
    fileprivate let high: UInt64
    fileprivate let low: UInt64

    fileprivate init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter hex: 32 lower-case hex digits, else nil.
    public init?(_ hex: some StringProtocol) {
        guard let bytes = Hex.decode(Array(hex.utf8)), bytes.count == 16 else { return nil }
        let words = Words256(bytes)
        (high, low) = (words[0], words[1])
    }

    /// 32 lower-case hex digits.
    public var hex: String {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Hex.encode($0) }
    }

    public var description: String { hex }

    public static func < (left: LineName, right: LineName) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
