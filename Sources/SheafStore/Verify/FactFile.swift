import Foundation
import SheafCore
import SheafFiles

/// Facts as text, one `<path> <line>` each: what a damaged database still gave, on its way into the new one. No archive:
/// nothing about it is proven.
public struct FactFile: Hashable, Sendable {
    public let path: String

    /// - Parameter path: absolute.
    public init(path: String) {
        self.path = path
    }

    public var isPresent: Bool { access(path, F_OK) == 0 }

    /// Puts the file in the place of what is there, if anything.
    func replace(with lines: [ArrivedLine]) throws(StoreError) {
        let bytes = lines.flatMap { Array("\($0.path) ".utf8) + $0.line.bytes + [UInt8(ascii: "\n")] }
        do { try DurableFile(path: path).replace(with: bytes) } catch { throw StoreError(error) }
    }

    /// What each line of the file says; nil for one that says no fact.
    ///
    /// - Returns: nil when no file is there that can be read.
    public func read() -> [ArrivedLine?]? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return bytes.split(separator: UInt8(ascii: "\n")).map { text in
            let parts = text.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2, let shard = ShardPath(String(decoding: parts[0], as: UTF8.self)),
                let line = try? Line(bytes: parts[1]), shard.holds(line.record)
            else { return nil }
            return ArrivedLine(path: shard, line: line)
        }
    }
}
