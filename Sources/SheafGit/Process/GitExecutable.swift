import Foundation

/// The `git` program of this machine, run so that nothing of the surroundings steers it.
public struct GitExecutable: Sendable {
    /// Absolute path.
    public let path: String
    public let version: GitVersion
    private let environment: [String: String]

    /// The first executable `git` in `PATH`.
    ///
    /// - Parameter environment: inherited; its `GIT_*` variables are dropped unless they only concern the network.
    /// - Throws: `GitError.executableMissing`, `GitError.executableTooOld`, `GitError.cannotStart`.
    public static func find(
        in environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> GitExecutable {
        let searched = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let candidates = searched.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/git" }
        guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw GitError.executableMissing(searched: searched)
        }
        return try GitExecutable(path: path, environment: environment)
    }

    /// - Throws: `GitError.executableTooOld`, `GitError.commandFailed`, `GitError.cannotStart`.
    init(path: String, environment: [String: String]) throws {
        self.path = path
        self.environment = GitEnvironment.cleaned(environment)
        let outcome = try ChildProcess(
            executable: path, arguments: ["version"], environment: self.environment, outputBytesMax: 4_096,
            deadlineSeconds: 20
        ).run()
        guard outcome.exit.isSuccess,
            let version = GitVersion(parsing: String(decoding: outcome.output, as: UTF8.self))
        else { throw GitError.commandFailed(command: "git version", status: nil, errors: outcome.errorText) }
        guard version >= .required else {
            throw GitError.executableTooOld(found: version, required: .required)
        }
        self.version = version
    }

    /// A git command, ready to run.
    ///
    /// - Parameters:
    ///   - arguments: subcommand first; untrusted values among them must not begin with "-".
    ///   - additions: environment variables and `-c` settings for this command only.
    public func command(
        _ arguments: [String], in directory: String? = nil, environment additions: [String: String] = [:],
        settings: [String] = [], input: [UInt8] = [], outputBytesMax: Int = 64 << 20, deadlineSeconds: Double = 60,
        memoryBytesMax: Int? = nil
    ) -> ChildProcess {
        ChildProcess(
            executable: path,
            arguments: GitEnvironment.settings + settings.flatMap { ["-c", $0] } + arguments,
            environment: environment.merging(additions) { _, added in added }, directory: directory, input: input,
            outputBytesMax: outputBytesMax, deadlineSeconds: deadlineSeconds, memoryBytesMax: memoryBytesMax)
    }

    /// Whether the user chose an ssh program by environment; if not, ssh may be told not to prompt.
    var choosesSSH: Bool { environment["GIT_SSH_COMMAND"] != nil || environment["GIT_SSH"] != nil }
}

extension ChildOutcome {
    /// The outcome of a command that must succeed.
    ///
    /// - Parameter command: what to call it in the error, without values.
    /// - Throws: `GitError.commandFailed`, `GitError.timedOut`, `GitError.tooLarge` when the output was cut.
    func successful(_ command: String, _ process: ChildProcess) throws -> ChildOutcome {
        switch exit {
        case .exited(0) where outputTruncated:
            throw GitError.tooLarge(
                what: "the output of `\(command)`", bytes: output.count + 1, bytesMax: process.outputBytesMax)
        case .exited(0): return self
        case .exited(let status): throw GitError.commandFailed(command: command, status: status, errors: errorText)
        case .signalled: throw GitError.commandFailed(command: command, status: nil, errors: errorText)
        case .timedOut: throw GitError.timedOut(command: command, seconds: process.deadlineSeconds)
        }
    }
}
