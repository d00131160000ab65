import Foundation
import SheafGit

/// A file system of a fixed size in memory, mounted in a directory of its own. Needs the right to mount.
public final class SmallDisk: Sendable {
    private let directory: TemporaryDirectory
    public var path: String { directory.path }

    /// Whether this user may mount; asked once.
    public static let isAvailable: Bool = (try? SmallDisk(kibibytes: 64)) != nil

    public init(kibibytes: Int) throws {
        directory = try TemporaryDirectory()
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", directory.path)
    }

    deinit { try? Self.run("umount", "--lazy", directory.path) }

    /// Refuses all writes from now on. Nothing may be open for writing.
    public func makeReadOnly() throws { try Self.run("mount", "-o", "remount,ro", directory.path) }

    public func makeWritable() throws { try Self.run("mount", "-o", "remount,rw", directory.path) }

    private static func run(_ program: String, _ arguments: String...) throws {
        let outcome = try ChildProcess(
            executable: "/usr/bin/env", arguments: [program] + arguments, environment: ProcessInfo.processInfo.environment
        ).run()
        guard outcome.exit.isSuccess else { throw FixtureError("\(program): \(outcome.errorText)") }
    }
}
