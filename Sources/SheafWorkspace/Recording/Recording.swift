import SheafCore
import SheafStore

extension Workspace {
    /// Records the automatic ones of some commits in sessions of this worktree: one transaction, durable on return.
    ///
    /// Idempotent: a commit that is a member already, or that a person took out, is reported and not written.
    ///
    /// - Parameters:
    ///   - commits: in the object database; nil means `HEAD` and what was committed here since the last recording in
    ///     this worktree, at most 1,000 commits back.
    ///   - via: `.hook` for a hook that ran in this worktree; `.window` leaves it to batching.
    ///   - command: what the log calls it.
    /// - Throws: `SettingsError` when the policy is bad (nothing is recorded); `GitError.missingObject`; `StoreError`.
    @discardableResult
    public func record(
        _ commits: [ObjectID]? = nil, via: FactBody.Via = .window, command: String = "record"
    ) throws -> RecordingReport {
        let prepared = try PreparedRecording(self, commits, via: via)
        if prepared.isSettled { return try store.read { try prepared.report($0) } }
        return try store.write(now: now) { transaction in
            var (report, inverse) = try prepared.record(transaction)
            if !inverse.isEmpty { report.operation = try transaction.log(command, inverse: inverse) }
            return report
        }
    }

    /// A worktree's random name in facts, drawn at the first use.
    ///
    /// - Parameter gitDirectory: its private git directory; nil: this one's.
    func worktreeToken(_ transaction: Transaction, of gitDirectory: String? = nil) throws -> WorktreeToken {
        try transaction.worktreeToken(gitDirectory: gitDirectory ?? location.gitDirectory) {
            let text = Hex.encode(surroundings.randomBytes(8))
            guard let fresh = WorktreeToken(text) else { preconditionFailure("BUG: \(text) is no worktree token") }
            return fresh
        }
    }
}
