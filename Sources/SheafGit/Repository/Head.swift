import SheafCore

/// What `HEAD` of one work tree says.
public enum Head: Hashable, Sendable {
    /// On a branch, by its full name such as `refs/heads/main`.
    case branch(name: String, commit: ObjectID)
    /// On a branch that has no commit yet.
    case unborn(name: String)
    case detached(commit: ObjectID)

    /// nil while unborn.
    public var commit: ObjectID? {
        switch self {
        case .branch(_, let commit), .detached(let commit): commit
        case .unborn: nil
        }
    }

    /// The branch's full name, nil when detached.
    public var branch: String? {
        switch self {
        case .branch(let name, _), .unborn(let name): name
        case .detached: nil
        }
    }
}

/// A ref that leads to a commit, directly, through another ref, or through tags.
public struct Reference: Hashable, Sendable {
    /// Full name, such as `refs/tags/v1`.
    public let name: String
    public let commit: ObjectID
}
