import Foundation

/// Reads git's own progress lines, in the C locale, for display.
struct ProgressMeter {
    /// A longer line is no progress.
    private static let lineBytesMax = 512

    private static let steps: [(String, TransferProgress.Step)] = [
        ("Counting objects:", .counting), ("Compressing objects:", .compressing), ("Writing objects:", .sending),
        ("Receiving objects:", .receiving), ("Resolving deltas:", .resolving),
    ]

    /// An exabyte.
    private static let bytesMax = 1_152_921_504_606_846_976.0

    private var line: [UInt8] = []

    mutating func read(_ chunk: UnsafeRawBufferPointer) -> [TransferProgress] {
        var found: [TransferProgress] = []
        for byte in chunk {
            if byte != UInt8(ascii: "\r") && byte != UInt8(ascii: "\n") {
                if line.count < Self.lineBytesMax { line.append(byte) }
                continue
            }
            if let step = Self.parse(String(decoding: line, as: UTF8.self)) { found.append(step) }
            line.removeAll(keepingCapacity: true)
        }
        return found
    }

    /// `Receiving objects:  45% (450/1000), 1.20 MiB | 2.40 MiB/s`, with or without the parts after the counts.
    static func parse(_ line: String) -> TransferProgress? {
        guard let (name, step) = steps.first(where: { line.contains($0.0) }),
            let start = line.range(of: name)?.upperBound
        else { return nil }
        let rest = line[start...]
        guard let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")") else {
            return Int(rest.prefix { $0 != "," }.filter(\.isNumber)).map {
                TransferProgress(step: step, objects: $0, objectsTotal: 0, bytes: 0)
            }
        }
        let counts = rest[rest.index(after: open)..<close].split(separator: "/").compactMap { Int($0) }
        guard counts.count == 2, counts.allSatisfy({ $0 >= 0 }) else { return nil }
        return TransferProgress(
            step: step, objects: counts[0], objectsTotal: counts[1], bytes: bytes(rest[rest.index(after: close)...]))
    }

    /// Of `, 1.20 MiB | 2.40 MiB/s`; 0 for what is no size. Remotes put lines of their own among git's, so a number may be
    /// any that `Double` reads.
    private static func bytes(_ text: Substring) -> Int {
        let words = text.prefix { $0 != "|" }.split { $0 == " " || $0 == "," }
        guard words.count >= 2, let number = Double(words[0]) else { return 0 }
        let units = ["bytes": 1.0, "KiB": 1024.0, "MiB": 1_048_576.0, "GiB": 1_073_741_824.0]
        let bytes = units[String(words[1])].map { number * $0 } ?? 0
        return (0..<bytesMax).contains(bytes) ? Int(bytes) : 0
    }
}
