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
        lines = Self.split(blob).lines
    }

    /// Adds lines; those that are held change nothing. This is the join: `sort -u`.
    mutating func formUnion(_ other: Shard) {
        lines = Self.merge(lines, other.lines).union
    }

    /// - Returns: what of a foreign blob this shard lacks and passes L0, and what fails; the shard takes in the former.
    mutating func join(_ blob: [UInt8], at path: ShardPath) -> (new: [Line], failures: [(StructuralFailure, [UInt8])]) {
        let foreign = Self.split(blob)
        var failures: [(StructuralFailure, [UInt8])] = []
        if let rest = foreign.rest { failures.append((.missingLineFeed, Array(rest.prefix(256)))) }
        var new: [Line] = []
        for bytes in Self.merge(lines, foreign.lines).onlyRight {
            do {
                let line = try Line(bytes: bytes)
                guard path.holds(line.record) else { throw StructuralFailure.wrongShard }
                new.append(line)
            } catch {
                failures.append((error as? StructuralFailure ?? .badGrammar, Array(bytes.prefix(256))))
            }
        }
        if !new.isEmpty { lines = Self.merge(lines, new.map { $0.bytes[...] }).union }
        return (new, failures)
    }

    mutating func insert(_ new: some Sequence<Line>) {
        let sorted = new.map { $0.bytes[...] }.sorted(by: Self.precedes)
        lines = Self.merge(lines, Self.unique(sorted)).union
    }

    /// Lines in bytewise order; what stands behind the last LF is the rest.
    private static func split(_ blob: [UInt8]) -> (lines: [ArraySlice<UInt8>], rest: ArraySlice<UInt8>?) {
        var lines = blob.split(separator: .lineFeed, omittingEmptySubsequences: false)
        let last = lines.popLast()
        let isSorted = zip(lines, lines.dropFirst()).allSatisfy(precedes)
        if !isSorted { lines = unique(lines.sorted(by: precedes)) }
        return (lines, last.flatMap { $0.isEmpty ? nil : $0 })
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

    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                for index in 0..<min(left.count, right.count) where left[index] != right[index] {
                    return left[index] < right[index] ? -1 : 1
                }
                return left.count - right.count
            }
        }
    }
}
