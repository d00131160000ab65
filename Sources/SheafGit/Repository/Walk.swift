import SheafCore

/// What a visitor wants next.
public enum WalkStep: Hashable, Sendable {
    case next, stop
}

/// What a walk over history met.
public struct WalkSummary: Hashable, Sendable {
    /// Commits handed to the visitor.
    public let visited: Int
    /// Visited commits whose parents a shallow clone cut off, ascending. Their `parents` are empty, as git shows them.
    public let boundary: [ObjectID]
}

/// Paths that a commit changed against its first parent; all of its paths for a root commit.
public struct ChangedPaths: Hashable, Sendable {
    /// Relative to the root of the tree, in git's order. Untrusted; bytes that are not UTF-8 are replaced.
    public internal(set) var paths: [String]
    /// Whether there were more than the cap.
    public internal(set) var truncated: Bool

    /// Beyond this many paths, nobody looks at single ones.
    public static let countMax = 10_000
}

/// A file as a commit has it.
public struct FileContent: Hashable, Sendable {
    public let bytes: [UInt8]
    /// The blob.
    public let id: ObjectID
}
