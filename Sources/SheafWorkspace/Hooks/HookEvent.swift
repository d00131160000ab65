/// What git tells the agent of, so that it looks at once and not at its next turn. Never needed: what no hook told is
/// found in the reflogs.
public enum HookEvent: String, Hashable, Sendable, CaseIterable {
    case postCommit = "post-commit"
    case postRewrite = "post-rewrite"
    case postMerge = "post-merge"
    case postCheckout = "post-checkout"
}

/// Whether `enable` lets git tell.
public enum HookChoice: String, Hashable, Sendable, CaseIterable, Codable {
    /// Where it can be done without touching what is not ours to touch.
    case automatic = "auto"
    case off = "none"
}
