#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The segment that `sheaf` and its agent keep for shell prompts: `sheaf-prompt 1 <unix seconds>`, LF, one line, LF.
enum Prompt {
    private static let mark = "sheaf-prompt 1 "
    private static let bytesMax = 256
    private static let lineBytesMax = 64

    static func show() {
        guard let repository = Repository.here(), repository.isEnabled,
            let bytes = Path.content("\(repository.commonDirectory)/sheaf/prompt", bytesMax: bytesMax),
            let line = line(of: bytes, at: Int64(time(nil)))
        else { return }
        let output = Array(line) + [UInt8(ascii: "\n")]
        _ = output.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    }

    /// - Parameter now: unix seconds.
    private static func line(of bytes: [UInt8], at now: Int64) -> ArraySlice<UInt8>? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 3, lines[2].isEmpty, let head = String(validating: lines[0], as: UTF8.self), head.hasPrefix(mark),
            let until = Int64(head.dropFirst(mark.utf8.count)), now < until
        else { return nil }
        return (1...lineBytesMax).contains(lines[1].count) && lines[1].allSatisfy(isPlain) ? lines[1] : nil
    }

    /// A shell expands what a prompt holds: no byte that any of them gives a meaning.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: " .,:+-_/()".utf8.contains(byte)
        }
    }
}
