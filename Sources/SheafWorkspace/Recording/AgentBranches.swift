import SheafCore
import SheafGit

/// Which commits were made on an agent's branch, such as `cursor/fix-login`.
///
/// A branch says nothing about what it was cut from: a commit counts only while no other branch reaches it. So the
/// evidence fades when the branch is merged, and whoever records as it happens knows more than a later import.
struct AgentBranches {
    private var names: [ObjectID: String] = [:]

    /// No agent has a branch here.
    init() {}

    /// - Parameters:
    ///   - tips: branches whose commits are wanted, by their full ref names.
    ///   - others: all branches of the repository.
    ///   - commitCountMax: a branch with more commits of its own is no piece of an agent's work; the newest are kept.
    init(
        _ repository: any UserRepository, rules: Policy.Detection, tips: [Reference], among others: [Reference],
        commitCountMax: Int = 10_000
    ) throws {
        let remotes = try repository.configuration().subsections("remote")
        let standard = try repository.defaultBranch()
        func agentBranch(_ reference: Reference) -> String? {
            let name = BranchName.short(reference.name, remotes: remotes)
            let isStandard = standard.map { BranchName.short($0, remotes: remotes) == name } ?? false
            return !isStandard && Self.isAgents(name, rules) ? name : nil
        }
        for tip in tips { if let name = agentBranch(tip) { names[tip.commit] = name } }
        guard !names.isEmpty else { return }
        let hidden = others.filter { agentBranch($0) == nil }.map(\.commit)
        let starts = names.keys.sorted()
        let visible = Set(try Self.visible(repository, from: starts, hiding: hidden, commitCountMax: commitCountMax) {
            // Children come first, so a parent gets the name of a branch that it is on.
            commit in
            guard let name = names[commit.id] else { return }
            for parent in commit.parents where names[parent] == nil { names[parent] = name }
        })
        names = names.filter { visible.contains($0.key) }
    }

    /// Commits of which a reflog says on which branch they were made; nothing fades.
    ///
    /// - Parameter made: full ref names.
    init(_ repository: any UserRepository, rules: Policy.Detection, made: [ObjectID: String]) throws {
        names = made.mapValues { BranchName.short($0, remotes: []) }.filter { Self.isAgents($0.value, rules) }
        guard !names.isEmpty else { return }
        let remotes = try repository.configuration().subsections("remote")
        guard let standard = try repository.defaultBranch() else { return }
        names = names.filter { $0.value != BranchName.short(standard, remotes: remotes) }
    }

    /// The branch that the commit was made on, without `refs/heads/`; nil when it is no agent's.
    subscript(commit: ObjectID) -> String? { names[commit] }

    static func isAgents(_ branch: String, _ rules: Policy.Detection) -> Bool {
        rules.agents.contains { agent in agent.branches.contains { branch.hasPrefix($0) } }
    }

    private static func visible(
        _ repository: any UserRepository, from starts: [ObjectID], hiding hidden: [ObjectID], commitCountMax: Int,
        _ visit: (Commit) -> Void
    ) throws -> [ObjectID] {
        var found: [ObjectID] = []
        try repository.walk(from: starts, hiding: hidden) { commit in
            visit(commit)
            found.append(commit.id)
            return found.count < commitCountMax ? .next : .stop
        }
        return found
    }
}

/// Names of branches as people write them.
enum BranchName {
    /// Without `refs/heads/` or `refs/remotes/<remote>/`.
    ///
    /// - Parameter remotes: as configured; their names may hold slashes.
    static func short(_ reference: String, remotes: [String]) -> String {
        if reference.hasPrefix("refs/heads/") { return String(reference.dropFirst("refs/heads/".count)) }
        for remote in remotes where reference.hasPrefix("refs/remotes/\(remote)/") {
            return String(reference.dropFirst("refs/remotes/\(remote)/".count))
        }
        guard reference.hasPrefix("refs/remotes/") else { return reference }
        let rest = reference.dropFirst("refs/remotes/".count)
        return rest.firstIndex(of: "/").map { String(rest[rest.index(after: $0)...]) } ?? String(rest)
    }
}
