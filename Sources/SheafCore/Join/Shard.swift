/// A sorted set of lines, each ended by LF: one blob of the state tree. Protocol: 3-join, section 1.
public struct Shard: Hashable, Sendable {
    /// Ascending bytewise, unique, without LF.
    private(set) var lines: [ArraySlice<UInt8>]

    public init() {
        lines = []
    }

    public var isEmpty: Bool { lines.isEmpty }
    public var lineCount: Int { lines.count }

    /// The blob.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(0) { $0 + $1.count + 1 })
        for line in lines {
            bytes.append(contentsOf: line)
            bytes.append(.lineFeed)
        }
        return bytes
    }

    /// A blob that this replica has written or checked before.
    init(trusted blob: [UInt8]) {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = blob[...]
        while let end = rest.firstLineFeed {
            pieces.append(rest[..<end])
            rest = rest[(end + 1)...]
        }
        lines = Self.sorted(pieces)
    }

    /// Adds lines; those that are held change nothing. This is the join: `sort -u`.
    mutating func formUnion(_ other: Shard) {
        lines = Self.merge(lines, other.lines).union
    }

    /// What a foreign blob brought.
    struct Joined {
        /// Lines that the shard lacked, ascending.
        fileprivate(set) var new: [Line] = []
        /// The first `JoinLimit.rejectedCountMax` distinct pieces that do not pass L0, each with its beginning.
        fileprivate(set) var failures: [(failure: StructuralFailure, excerpt: [UInt8])] = []
        fileprivate(set) var failureCount = 0

        fileprivate mutating func fail(_ failure: StructuralFailure, _ piece: ArraySlice<UInt8>) {
            failureCount += 1
            guard failures.count < JoinLimit.rejectedCountMax else { return }
            failures.append((failure, Array(piece.prefix(256))))
        }
    }

    /// Takes in what of a foreign blob this shard lacks and passes L0.
    mutating func join(_ blob: [UInt8], at path: ShardPath) -> Joined {
        let foreign = ForeignPieces(blob)
        var joined = Joined()
        if !foreign.rest.isEmpty { joined.fail(.missingLineFeed, foreign.rest) }
        for piece in foreign.tooShort.sorted(by: Self.precedes) + Self.merge(lines, Self.sorted(foreign.lines)).onlyRight {
            do throws(StructuralFailure) {
                let line = try Line(bytes: piece)
                guard path.holds(line.record) else { throw .wrongShard }
                joined.new.append(line)
            } catch {
                joined.fail(error, piece)
            }
        }
        joined.failureCount += foreign.unlistedCount
        if !joined.new.isEmpty { lines = Self.merge(lines, joined.new.map { $0.bytes[...] }).union }
        return joined
    }

    /// Lines of this shard that a foreign blob lacks, ascending.
    func missing(from blob: [UInt8]) -> [ArraySlice<UInt8>] {
        Self.merge(Self.sorted(ForeignPieces(blob).lines), lines).onlyRight
    }

    mutating func insert(_ new: some Sequence<Line>) {
        lines = Self.merge(lines, Self.sorted(new.map { $0.bytes[...] })).union
    }

    /// In bytewise order, each once.
    private static func sorted(_ lines: some Sequence<ArraySlice<UInt8>>) -> [ArraySlice<UInt8>] {
        let lines = Array(lines)
        let isSorted = zip(lines, lines.dropFirst()).allSatisfy(precedes)
        return isSorted ? lines : unique(lines.sorted(by: precedes))
    }

    private static func unique(_ sorted: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        var unique: [ArraySlice<UInt8>] = []
        unique.reserveCapacity(sorted.count)
        for line in sorted where unique.last != line { unique.append(line) }
        return unique
    }

    /// Both sides ascending and unique.
    private static func merge(
        _ left: [ArraySlice<UInt8>], _ right: [ArraySlice<UInt8>]
    ) -> (union: [ArraySlice<UInt8>], onlyRight: [ArraySlice<UInt8>]) {
        var union: [ArraySlice<UInt8>] = []
        union.reserveCapacity(left.count + right.count)
        var onlyRight: [ArraySlice<UInt8>] = []
        var (leftIndex, rightIndex) = (0, 0)
        while leftIndex < left.count, rightIndex < right.count {
            switch compare(left[leftIndex], right[rightIndex]) {
            case ..<0:
                union.append(left[leftIndex])
                leftIndex += 1
            case 0:
                union.append(left[leftIndex])
                leftIndex += 1
                rightIndex += 1
            default:
                union.append(right[rightIndex])
                onlyRight.append(right[rightIndex])
                rightIndex += 1
            }
        }
        union.append(contentsOf: left[leftIndex...])
        union.append(contentsOf: right[rightIndex...])
        onlyRight.append(contentsOf: right[rightIndex...])
        return (union, onlyRight)
    }

    private static func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        compare(left, right) < 0
    }

    /// Bytewise. Lines of one record begin alike for a hundred bytes, so eight are looked at together.
    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                let common = min(left.count, right.count)
                var index = 0
                while index + 8 <= common {
                    let (one, two) = (left.loadUnaligned(fromByteOffset: index, as: UInt64.self), right.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                    if one != two { return one.bigEndian < two.bigEndian ? -1 : 1 }
                    index += 8
                }
                while index < common {
                    if left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
                    index += 1
                }
                return left.count - right.count
            }
        }
    }
}

/// A blob cut at every LF. What is too short for a line is kept once and only so often: a blob of 64 MiB of LFs, which
/// takes 64 kB to push, must not cost gigabytes.
private struct ForeignPieces {
    /// Long enough to be lines, in the blob's order.
    private(set) var lines: [ArraySlice<UInt8>] = []
    private(set) var tooShort: Set<ArraySlice<UInt8>> = []
    /// Short pieces beyond `JoinLimit.rejectedCountMax`, of which some may be equal.
    private(set) var unlistedCount = 0
    /// Behind the last LF.
    let rest: ArraySlice<UInt8>

    init(_ blob: [UInt8]) {
        var rest = blob[...]
        while let end = rest.firstLineFeed {
            let piece = rest[..<end]
            rest = rest[(end + 1)...]
            if piece.count >= Line.byteCountMin {
                lines.append(piece)
            } else if tooShort.count < JoinLimit.rejectedCountMax || tooShort.contains(piece) {
                tooShort.insert(piece)
            } else {
                unlistedCount += 1
            }
        }
        self.rest = rest
    }
}

extension ArraySlice<UInt8> {
    /// As `firstIndex(of: .lineFeed)`, without a check for each byte: every byte that a join reads goes through here.
    var firstLineFeed: Int? {
        withUnsafeBytes { bytes in bytes.firstIndex(of: .lineFeed).map { startIndex + $0 } }
    }
}
