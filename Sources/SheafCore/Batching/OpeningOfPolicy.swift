extension Policy.Sessions {
    /// What the opening fact of a session says under this policy.
    ///
    /// - Parameter worktree: nil when importing.
    public func opening(author: AuthorSlug, worktree: WorktreeToken?) -> FactBody.Opening {
        FactBody.Opening(
            author: author, timeoutSeconds: Int64(timeoutMinutes) * 60, warningSeconds: Int64(idleWarningMinutes) * 60,
            orphanSeconds: Int64(orphanMinutes) * 60, isHeuristic: isHeuristicCompletionOn, worktree: worktree)
    }

    /// The periods of a session that is opened under this policy; the policy's bounds lie within the fold's.
    public var periods: SessionPeriods { SessionPeriods(opening(author: .unknown, worktree: nil)) }
}
