import Foundation

/// A real repository of a test.
public struct FixtureRepository: Sendable {
    /// The work tree, or the git directory of a bare one.
    public let path: String

    /// An existing repository.
    public init(existing path: String) {
        self.path = path
    }

    /// A new, empty repository on an unborn `main`.
    ///
    /// - Parameter options: further options of `git init`, such as `--bare`.
    public init(at path: String, options: [String] = []) throws {
        try FixtureGit.run(["init", "--quiet", "--template="] + options + [path], in: "/")
        self.path = path
    }

    /// The git directory of a repository with a work tree of its own.
    public var gitDirectory: String { "\(path)/.git" }

    @discardableResult
    public func git(_ arguments: String..., input: String = "") throws -> String {
        try FixtureGit.run(arguments, in: path, input: input)
    }

    public func write(_ name: String, _ content: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: file)
    }

    /// Writes the files, stages everything and commits.
    ///
    /// - Parameters:
    ///   - time: author and committer time, unix seconds.
    ///   - author: also the committer, `Name <e-mail>`.
    /// - Returns: the commit's id.
    @discardableResult
    public func commit(
        _ message: String, files: [String: String] = [:], time: Int = FixtureGit.epoch,
        author: String = "Ada Tester <ada@example.com>"
    ) throws -> String {
        for (name, content) in files { try write(name, content) }
        let environment = FixtureGit.environment(at: time, author: author)
        try FixtureGit.run(["add", "--all"], in: path)
        try FixtureGit.run(
            ["commit", "--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--file=-"],
            in: path, input: message, environment: environment)
        return try git("rev-parse", "HEAD")
    }

    /// `count` commits on `main`, one minute apart, each changing one of 16 files; far faster than `commit`.
    ///
    /// The work tree is left as it was.
    public func importLinearHistory(count: Int, from time: Int = FixtureGit.epoch) throws {
        var stream = ""
        for number in 0..<count {
            let message = "Change \(number)\n"
            let content = "content \(number)\n"
            stream += """
                commit refs/heads/main
                committer Ada Tester <ada@example.com> \(time + 60 * number) +0000
                data \(message.utf8.count)
                \(message)
                M 100644 inline folder\(number % 4)/file\(number % 16)
                data \(content.utf8.count)
                \(content)

                """
        }
        try git("fast-import", "--quiet", input: stream)
    }
}
