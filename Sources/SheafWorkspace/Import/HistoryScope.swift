import SheafCore
import SheafGit

/// Which part of a repository's history an import looks at.
public struct HistoryScope: Hashable, Sendable {
    public enum Branches: Hashable, Sendable {
        /// What `HEAD` reaches.
        case head
        /// Branches and remote branches whose name fits: `*` is any text, `?` any one character, letter case does not
        /// matter; `origin/` and the like may be left out.
        case matching(String)
        /// Every branch, every remote branch, and `HEAD`.
        case all
    }

    public var branches: Branches
    /// Committed at or after; history before it counts as cut off.
    public var since: Instant?
    /// Committed at or before.
    public var until: Instant?

    public init(branches: Branches = .head, since: Instant? = nil, until: Instant? = nil) {
        self.branches = branches
        self.since = since
        self.until = until
    }

    func contains(_ commit: Commit) -> Bool {
        let time = Instant(seconds: commit.committedAt)
        return since.map { $0 <= time } ?? true && until.map { time <= $0 } ?? true
    }

    func isBefore(_ commit: Commit) -> Bool {
        since.map { Instant(seconds: commit.committedAt) < $0 } ?? false
    }
}

/// Where a walk over history starts.
struct HistoryTips {
    /// Ascending.
    let commits: [ObjectID]
    /// Those of the repository's branches that the walk starts at.
    let chosen: [Reference]
    /// All branches and remote branches.
    let all: [Reference]

    /// - Throws: `ImportError.noSuchBranch`, `.badPattern`.
    init(_ scope: HistoryScope.Branches, in repository: any UserRepository) throws {
        all = try repository.references(matching: "refs/heads/") + repository.references(matching: "refs/remotes/")
        let head = try repository.head()
        switch scope {
        case .head: chosen = all.filter { $0.name == head.branch }
        case .all: chosen = all
        case .matching(let pattern): chosen = try Self.matching(pattern, all, in: repository)
        }
        let includesHead = if case .matching = scope { false } else { true }
        commits = Set(chosen.map(\.commit) + (includesHead ? [head.commit].compactMap(\.self) : [])).sorted()
    }

    private static func matching(
        _ text: String, _ all: [Reference], in repository: any UserRepository
    ) throws -> [Reference] {
        let remotes = try repository.configuration().subsections("remote")
        let pattern = try pattern(text)
        let chosen = all.filter { reference in
            guard let pattern else { return true }
            let name = reference.name.dropFirst("refs/".count)
            let long = name.hasPrefix("heads/") ? name.dropFirst("heads/".count) : name.dropFirst("remotes/".count)
            return pattern.matches(BranchName.short(reference.name, remotes: remotes)) || pattern.matches(long)
        }
        guard !chosen.isEmpty else { throw ImportError.noSuchBranch(pattern: text) }
        return chosen
    }

    /// nil for a pattern that fits everything.
    private static func pattern(_ text: String) throws -> Pattern? {
        do { return try Pattern(text, .line) } catch {
            guard case .fitsEverything = error.reason else { throw ImportError.badPattern(text, reason: "\(error)") }
            return nil
        }
    }
}

/// Why an import cannot begin.
public enum ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchBranch(pattern: String)
    case badPattern(String, reason: String)
    /// Nothing lies between the two.
    case emptySpan(since: Instant, until: Instant)

    public var description: String {
        switch self {
        case .noSuchBranch(let pattern):
            "no branch fits \"\(pattern)\"; `git branch --all` lists them, and `*` stands for any text"
        case .badPattern(let pattern, let reason): "\"\(pattern)\" is no pattern of branch names: \(reason)"
        case .emptySpan(let since, let until): "nothing lies between --since \(since) and --until \(until); exchange them"
        }
    }
}
