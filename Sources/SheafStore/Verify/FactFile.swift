import Foundation
import SheafCore
import SheafFiles

/// Facts as text, one `<path> <line>` each: what `disable --purge` archives, and what a damaged database still gave.
public struct FactFile: Hashable, Sendable {
    public let path: String

    /// - Parameter path: absolute.
    public init(path: String) {
        self.path = path
    }

    public var isPresent: Bool { access(path, F_OK) == 0 }

    /// Writes a file that is not there yet, and the folders above it.
    ///
    /// - Throws: `DurableFile.Failure`, with EEXIST when something is there.
    public func create(with lines: [ArrivedLine]) throws(DurableFile.Failure) {
        try DurableFolder(path: (path as NSString).deletingLastPathComponent).make()
        try DurableFile(path: path).create(with: Self.bytes(lines))
    }

    /// Puts the file in the place of what is there, if anything.
    func replace(with lines: [ArrivedLine]) throws(StoreError) {
        do { try DurableFile(path: path).replace(with: Self.bytes(lines)) } catch { throw StoreError(error) }
    }

    private static func bytes(_ lines: [ArrivedLine]) -> [UInt8] {
        lines.flatMap { Array("\($0.path) ".utf8) + $0.line.bytes + [UInt8(ascii: "\n")] }
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
