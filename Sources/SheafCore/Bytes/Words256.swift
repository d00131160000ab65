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
        let wasContiguous: Void? = bytes.withContiguousStorageIfAvailable { bytes in
            for position in bytes.indices { set(bytes[position], at: position) }
        }
        guard wasContiguous == nil else { return }
        for (position, byte) in bytes.enumerated() { set(byte, at: position) }
    }

    private mutating func set(_ byte: UInt8, at position: Int) {
        self[position / 8] |= UInt64(byte) << UInt64(56 - 8 * (position % 8))
    }

    /// Word 0 holds the first eight bytes, the first of them highest.
    private(set) subscript(index: Int) -> UInt64 {
        get {
            switch index {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        }
        set {
            switch index {
            case 0: first = newValue
            case 1: second = newValue
            case 2: third = newValue
            default: fourth = newValue
            }
        }
    }

    func bytes(count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: self[$0 / 8] >> UInt64(56 - 8 * ($0 % 8))) }
    }

    static func < (left: Words256, right: Words256) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}
