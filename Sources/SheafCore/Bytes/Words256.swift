/// Up to 32 bytes held in place, ordered bytewise.
///
/// Four plain words and no SIMD vector: types that need 32-byte alignment break the frames of asynchronous functions in
/// Swift 6.3 ("freed pointer was not the last allocation").
struct Words256: Hashable, Sendable, Comparable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    /// - Parameter bytes: at most 32; missing ones are zero.
    init(_ bytes: some Sequence<UInt8>) {
        // Concrete inside, so that callers in other modules, who get the generic code, do not pay for every byte.
        let wasContiguous: Void? = bytes.withContiguousStorageIfAvailable { read(UnsafeRawBufferPointer($0)) }
        guard wasContiguous == nil else { return }
        Array(bytes).withUnsafeBytes { read($0) }
    }

    /// - Parameter bytes: at most 32; missing ones are zero.
    init(_ bytes: UnsafeRawBufferPointer) {
        read(bytes)
    }

    /// - Parameter digits: at most 64 lower-case hex digits, an even number; nil for anything else.
    init?(digits: ArraySlice<UInt8>) {
        guard digits.count.isMultiple(of: 2), digits.count <= 64 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let areDigits = withUnsafeMutableBytes(of: &words) { words in
            var (position, high) = (0, UInt8(0))
            for (index, digit) in digits.enumerated() {
                guard let value = Hex.nibble(digit) else { return false }
                if index.isMultiple(of: 2) {
                    high = value
                } else {
                    words[position] = high << 4 | value
                    position += 1
                }
            }
            return true
        }
        guard areDigits else { return nil }
        withUnsafeBytes(of: words) { read($0) }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= 32, "BUG: \(bytes.count) bytes do not fit into four words")
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: bytes) }
        first = UInt64(bigEndian: words.0)
        second = UInt64(bigEndian: words.1)
        third = UInt64(bigEndian: words.2)
        fourth = UInt64(bigEndian: words.3)
    }

    /// Word 0 holds the first eight bytes, the first of them highest.
    subscript(index: Int) -> UInt64 {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
    }

    func bytes(count: Int) -> [UInt8] {
        let words = (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
        return withUnsafeBytes(of: words) { Array($0.prefix(count)) }
    }

    static func < (left: Words256, right: Words256) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}
