/// Builds structured input from the fuzzer's bytes: each choice takes the next byte, and when none is left every choice
/// is the first one. Small changes of the bytes so make small changes of the structure.
struct Draw {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func below(_ bound: Int) -> Int { bound > 1 ? Int(byte()) % bound : 0 }

    /// True once in `count` times.
    mutating func rarely(_ count: Int) -> Bool { below(count) == count - 1 }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    mutating func bytes(_ count: Int) -> [UInt8] {
        let taken = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken
    }

    mutating func remaining() -> [UInt8] { bytes(rest.count) }

    /// What is left, cut at each NUL into at most `count` parts.
    mutating func parts(_ count: Int) -> [[UInt8]] {
        let parts = remaining().split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false).map(Array.init)
        return parts + Array(repeating: [], count: count - parts.count)
    }

    /// Any integer; the ones at which something changes more often.
    mutating func integer() -> Int64 {
        let edges: [Int64] = [
            0, 1, -1, 59, 300, 7200, 86_400, 0x7fff_ffff, 0x8000_0000, 9_007_199_254_740_991, -9_007_199_254_740_991,
            9_007_199_254_740_992, .max, .min,
        ]
        let choice = below(edges.count + 2)
        if choice < edges.count { return edges[choice] }
        return bytes(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    mutating func text(_ countMax: Int) -> String { String(decoding: bytes(below(countMax + 1)), as: UTF8.self) }
}
