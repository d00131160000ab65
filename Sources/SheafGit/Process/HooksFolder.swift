/// Where git looks for hooks. Only git itself knows: `core.hooksPath` may be absolute, relative to the top of the work tree,
/// below a home, set by an include that has a condition, or by one work tree for itself alone.
extension GitExecutable {
    private static let deadlineSeconds = 10.0

    /// Absolute; nothing need be there.
    ///
    /// - Throws: `GitError.commandFailed`, `.timedOut`, `.cannotStart`.
    public func hooksFolder(of location: RepositoryLocation) throws -> String {
        let top = location.workTree ?? location.gitDirectory
        var process = command(
            ["rev-parse", "--git-path", "hooks"], in: top, environment: ["GIT_DIR": location.gitDirectory], outputBytesMax: 8_192,
            deadlineSeconds: Self.deadlineSeconds)
        // Every command of ours runs without hooks; this one runs none, and is asked for them.
        process.arguments = Self.withoutHooksPath(process.arguments)
        let output = try process.run().successful("git rev-parse --git-path", process).output
        let path = String(decoding: output.last == UInt8(ascii: "\n") ? output.dropLast() : output[...], as: UTF8.self)
        return path.hasPrefix("/") ? path : path.isEmpty ? "/" : "\(top)/\(path)"
    }

    /// Whether a file of the work tree is, and would be, none that git keeps or lists.
    ///
    /// - Parameter path: absolute, below the work tree; nothing need be there.
    /// - Throws: `GitError.timedOut`, `.cannotStart`.
    public func ignores(_ path: String, in location: RepositoryLocation) throws -> Bool {
        let top = location.workTree ?? location.gitDirectory
        return try command(
            ["check-ignore", "-q", "--", path], in: top, environment: ["GIT_DIR": location.gitDirectory, "GIT_WORK_TREE": top],
            outputBytesMax: 8_192, deadlineSeconds: Self.deadlineSeconds
        ).run().exit == .exited(0)
    }

    private static func withoutHooksPath(_ arguments: [String]) -> [String] {
        guard let index = arguments.firstIndex(where: { $0.hasPrefix("core.hooksPath=") }), index > 0 else { return arguments }
        return Array(arguments[..<(index - 1)] + arguments[(index + 1)...])
    }
}
