import SheafCore
import SheafGit
import SheafStore

/// What `sheaf record` without arguments looks at: `HEAD`, and what was committed here since the last recording in this
/// worktree.
///
/// "Here" means that the committer is who git's configuration or environment says commits here: what a pull brought is
/// recorded by whoever made it. At most `walkCountMax` commits back; older ones are for `import history`.
struct PendingCommits {
    static let walkCountMax = 1000

    let commits: [Commit]
    /// There were more than `walkCountMax`.
    let isBounded: Bool

    /// - Parameter last: the newest commit that was recorded in this worktree before; nil: only `HEAD` is looked at.
    init(_ repository: any UserRepository, since last: ObjectID?, environment: [String: String]) throws {
        guard let head = try repository.head().commit else {
            (commits, isBounded) = ([], false)
            return
        }
        guard let last, last != head else {
            (commits, isBounded) = ([try repository.commit(head)], false)
            return
        }
        let committers = try Self.committers(repository, environment)
        var found: [Commit] = []
        var count = 0
        try repository.walk(from: [head], hiding: [last]) { commit in
            count += 1
            guard count <= Self.walkCountMax else { return .stop }
            if commit.id == head || committers.contains(commit.committer.email.lowercased()) { found.append(commit) }
            return .next
        }
        commits = found
        isBounded = count > Self.walkCountMax
    }

    private static func committers(
        _ repository: any UserRepository, _ environment: [String: String]
    ) throws -> Set<String> {
        let configuration = try repository.configuration()
        let configured = ["committer.email", "user.email"].compactMap { configuration.value($0) }
        let inherited = ["GIT_COMMITTER_EMAIL", "EMAIL"].compactMap { environment[$0] }
        return Set((configured + inherited).filter { !$0.isEmpty }.map { $0.lowercased() })
    }
}

/// The newest commit that was recorded in a worktree: a cursor of the store.
struct RecordedPosition {
    let committedAt: Int64
    let commit: ObjectID

    static func name(_ worktree: WorktreeToken) -> String { "recorded \(worktree)" }

    static func read(_ reader: StoreReader, _ worktree: WorktreeToken) throws -> RecordedPosition? {
        guard let text = try reader.cursor(name(worktree)) else { return nil }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let time = Int64(parts[0]), let commit = ObjectID(parts[1]) else { return nil }
        return RecordedPosition(committedAt: time, commit: commit)
    }

    /// Moves forward only: recording an old commit by name does not make everything since then pending.
    static func advance(_ transaction: Transaction, _ worktree: WorktreeToken, to commits: [Commit]) throws {
        guard let newest = commits.max(by: { ($0.committedAt, $0.id) < ($1.committedAt, $1.id) }) else { return }
        if let old = try read(transaction.reader(), worktree), old.committedAt > newest.committedAt { return }
        try transaction.setCursor(name(worktree), to: "\(newest.committedAt) \(newest.id)")
    }
}
