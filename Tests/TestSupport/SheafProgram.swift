import Foundation
import SheafGit

/// The built `sheaf`, run as a user would run it, with a home of its own.
public struct SheafProgram: Sendable {
    /// Where the program runs unless told otherwise.
    public let directory: String
    /// What the program sees: no locale, terminal or colour setting of the developer's own.
    public var environment: [String: String]

    public struct Outcome: Sendable {
        /// 128 + the signal if one ended it.
        public let status: Int32
        public let output: String
        public let errors: String
    }

    /// - Parameters:
    ///   - directory: the work tree to run in.
    ///   - home: holds the keys and the configuration of this "machine".
    public init(in directory: String, home: String) {
        self.directory = directory
        environment = FixtureGit.environment().merging([
            "HOME": home, "XDG_STATE_HOME": "\(home)/state", "XDG_CONFIG_HOME": "\(home)/config", "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": "\(home)/run",
        ]) { $1 }
        // An agent belongs to this "machine" alone.
        try? FileManager.default.createDirectory(
            atPath: "\(home)/run", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Beside the test bundle, which is where the package manager puts both.
    public static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? Bundle.main.bundlePath
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("sheaf").path
    }()

    public func run(_ arguments: String..., input: String = "") throws -> Outcome {
        try run(arguments, input: input)
    }

    public func run(_ arguments: [String], input: String = "") throws -> Outcome {
        try run(executable: Self.path, arguments, input: input)
    }

    /// Runs it on a pseudo-terminal, which both streams are; what it wrote comes back as `output`.
    public func runOnTerminal(_ arguments: [String], columns: Int = 80) throws -> Outcome {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Support/run_on_terminal.py").path
        return try run(executable: "/usr/bin/env", ["python3", script, String(columns), Self.path] + arguments)
    }

    /// Runs another program in the same surroundings, such as a shell that runs this one.
    public func run(executable: String, _ arguments: [String], input: String = "") throws -> Outcome {
        let child = try ChildProcess(
            executable: executable, arguments: arguments, environment: environment, directory: directory,
            input: Array(input.utf8), outputBytesMax: 256 << 20, deadlineSeconds: 120
        ).run()
        let status: Int32 = switch child.exit {
        case .exited(let status): status
        case .signalled(let signal): 128 + signal
        case .timedOut: throw FixtureError("\(executable) \(arguments.joined(separator: " ")) did not end")
        }
        return Outcome(status: status, output: String(decoding: child.output, as: UTF8.self), errors: child.errorText)
    }
}
