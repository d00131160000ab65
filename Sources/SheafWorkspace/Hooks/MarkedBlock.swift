/// Lines of ours in somebody else's file, between two marks, so that they can be found and taken out again byte for byte,
/// whatever happened to the rest meanwhile. Both a shell and git's configuration read the marks as comments.
struct MarkedBlock: Hashable, Sendable {
    static let start = "# >>> sheaf >>>"
    static let end = "# <<< sheaf <<<"

    /// Between the marks, without line ends.
    let lines: [String]

    /// With a line end behind each line.
    private func bytes(lineEnd: [UInt8]) -> [UInt8] {
        ([Self.start] + lines + [Self.end]).flatMap { Array($0.utf8) + lineEnd }
    }

    /// - Parameter offset: where a line begins, or the end of the bytes. Line ends are those of the first line.
    func inserted(into bytes: [UInt8], at offset: Int) -> [UInt8] {
        let lineEnd = Self.lineEnd(of: bytes)
        let own = self.bytes(lineEnd: lineEnd)
        let isBehindOpenLine = offset > Self.begin(of: bytes) && bytes[offset - 1] != Self.lineFeed
        // The open line is closed before the block instead of behind it.
        let block = isBehindOpenLine ? lineEnd + own.dropLast(lineEnd.count) : own
        return bytes[..<offset] + block + bytes[offset...]
    }

    /// Whether the bytes hold this block once, as it is, and no other.
    func isWhole(in bytes: [UInt8]) -> Bool {
        let found = Self.ranges(in: bytes)
        guard found.count == 1, let range = found.first else { return false }
        let lineEnd = Self.lineEnd(of: bytes)
        let wanted = self.bytes(lineEnd: lineEnd)
        return bytes[range].elementsEqual(wanted) || bytes[range].elementsEqual(lineEnd + wanted.dropLast(lineEnd.count))
    }

    static func isPresent(in bytes: [UInt8]) -> Bool { !ranges(in: bytes).isEmpty }

    /// The bytes without any block; the same bytes when there is none.
    static func removed(from bytes: [UInt8]) -> [UInt8] {
        ranges(in: bytes).reversed().reduce(into: bytes) { $0.removeSubrange($1) }
    }

    /// What `removed` takes out, ascending. A mark without its counterpart is nothing of ours any more.
    private static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var opened: Int?
        var lineStart = begin(of: bytes)
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: lineFeed) ?? bytes.count
            let next = min(lineEnd + 1, bytes.count)
            let line = trimmed(bytes[lineStart..<lineEnd])
            if line.elementsEqual(start.utf8) { opened = lineStart }
            if let from = opened, line.elementsEqual(end.utf8) {
                found.append(lineEnd < bytes.count ? from..<next : behindOpenLine(from, bytes)..<bytes.count)
                opened = nil
            }
            lineStart = next
        }
        return found
    }

    /// A block that ends the file without a line end was put behind a line that had none either.
    private static func behindOpenLine(_ start: Int, _ bytes: [UInt8]) -> Int {
        guard start > begin(of: bytes) else { return start }
        return start > 1 && bytes[start - 2] == carriageReturn ? start - 2 : start - 1
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == carriageReturn ? line.dropLast() : line
    }

    /// Where the first line begins: behind a byte order mark, which git's configuration may have.
    static func begin(of bytes: [UInt8]) -> Int { bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0 }

    /// As the first line ends.
    private static func lineEnd(of bytes: [UInt8]) -> [UInt8] {
        guard let first = bytes.firstIndex(of: lineFeed), first > 0, bytes[first - 1] == carriageReturn else { return [lineFeed] }
        return [carriageReturn, lineFeed]
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
