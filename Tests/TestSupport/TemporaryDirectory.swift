import Foundation

/// A directory of one test, removed with everything in it when the value is let go.
public final class TemporaryDirectory: Sendable {
    /// Absolute, without symbolic links, so that it can be compared with what git prints.
    public let path: String

    public init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var name = Array("\(parent)/sheaf-test-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw FixtureError("cannot create a directory in \(parent)") }
        let created = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let resolved = realpath(created, nil) else { throw FixtureError("cannot resolve \(created)") }
        defer { free(resolved) }
        path = String(cString: resolved)
    }

    deinit {
        // Tests take permissions away; removal needs them back.
        if let walk = FileManager.default.enumerator(atPath: path) {
            for case let name as String in walk {
                let kind = walk.fileAttributes?[.type] as? FileAttributeType
                if kind == .typeDirectory { chmod("\(path)/\(name)", 0o700) }
            }
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something inside; it need not exist.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// A fixture could not be built, which fails the test.
public struct FixtureError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
