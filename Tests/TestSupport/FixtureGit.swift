import Foundation
import SheafGit

/// The real `git` for building fixtures: no configuration but the repository's own, a fixed identity and clock.
public enum FixtureGit {
    /// 2026-11-21T09:00:00Z, in unix seconds.
    public static let epoch = 1_795_251_600

    /// `HOME` is a directory that does not exist, so that the developer's own settings stay out.
    public static func environment(at time: Int = epoch, author: String = "Ada Tester <ada@example.com>") -> [String:
        String]
    {
        let name = author.prefix { $0 != "<" }.trimmingCharacters(in: .whitespaces)
        let email = author.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }
        return [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": String(email), "GIT_AUTHOR_DATE": "\(time) +0000",
            "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": String(email), "GIT_COMMITTER_DATE": "\(time) +0000",
            "LC_ALL": "C", "TZ": "UTC", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file:http",
        ]
    }

    /// Runs git and returns its standard output without the last line end.
    ///
    /// - Throws: `FixtureError` with what git said, unless it exits with 0.
    @discardableResult
    public static func run(
        _ arguments: [String], in directory: String, input: String = "", environment: [String: String]? = nil
    ) throws -> String {
        let outcome = try attempt(arguments, in: directory, input: input, environment: environment)
        guard outcome.exit == .exited(0) else {
            throw FixtureError("git \(arguments.joined(separator: " ")): \(outcome.exit) \(outcome.errorText)")
        }
        let text = String(decoding: outcome.output, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Runs git, whatever comes of it.
    public static func attempt(
        _ arguments: [String], in directory: String, input: String = "", environment: [String: String]? = nil
    ) throws -> ChildOutcome {
        try ChildProcess(
            executable: "/usr/bin/env", arguments: ["git", "-c", "init.defaultBranch=main"] + arguments,
            environment: environment ?? Self.environment(), directory: directory, input: Array(input.utf8),
            outputBytesMax: 256 << 20, deadlineSeconds: 120
        ).run()
    }
}
