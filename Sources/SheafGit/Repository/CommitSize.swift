import SheafCore

extension UserRepository {
    /// How much a commit changes against its first parent, through the `git` executable: only size heuristics, which
    /// are off by default, look at lines.
    ///
    /// - Parameter git: finds the executable.
    /// - Returns: nil when the trees to compare are not here (shallow or partial clone).
    /// - Throws: `GitError` when git is missing or does not end.
    public func size(of commit: Commit, git: () throws -> GitExecutable = { try GitExecutable.find() }) throws -> ChangeSize? {
        let sides = commit.parents.first.map { [$0.hex, commit.id.hex] } ?? ["--root", "--no-commit-id", commit.id.hex]
        let process = try git().command(
            [
                "--git-dir=\(location.gitDirectory)", "diff-tree", "-r", "-z", "--numstat", "--no-renames",
                // Counting runs no diff driver today; a repository's configuration must not decide that it does.
                "--no-ext-diff", "--no-textconv",
            ] + sides, in: location.workTree ?? location.gitDirectory, environment: GitEnvironment.reading)
        let outcome = try process.run()
        if case .timedOut = outcome.exit { _ = try outcome.successful("git diff-tree", process) }
        guard outcome.exit.isSuccess else { return nil }
        return ChangeSize(numstat: outcome.output)
    }
}

extension ChangeSize {
    /// - Parameter numstat: `<added>TAB<removed>TAB<path>NUL` a file; `-` for both counts of a binary one.
    init(numstat: [UInt8]) {
        let files = numstat.split(separator: 0)
        let lines = files.reduce(0) { sum, file in
            sum + file.split(separator: UInt8(ascii: "\t"), maxSplits: 2).prefix(2).reduce(0) { sum, count in
                // No blob that git compares has more lines; the sum of what a wrong listing says must not overflow.
                sum + Int(UInt32(String(decoding: count, as: UTF8.self)) ?? 0)
            }
        }
        self.init(files: files.count, lines: lines)
    }
}
