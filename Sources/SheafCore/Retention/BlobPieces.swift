/// The pieces of a blob of which nothing is known, one at a time, each with the LF that ends it; the last may have none.
///
/// Never as an array: 64 MiB of LFs take 64 kB to push and would be gigabytes of pieces.
struct BlobPieces: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ blob: [UInt8]) {
        rest = blob[...]
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstLineFeed.map { $0 + 1 } ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    /// Without their LF, those that an LF ends and that are long enough to be lines.
    static func lines(of blob: [UInt8]) -> some Sequence<ArraySlice<UInt8>> {
        BlobPieces(blob).lazy.filter { $0.last == .lineFeed && $0.count > Line.byteCountMin }.map { $0.dropLast() }
    }
}
