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
