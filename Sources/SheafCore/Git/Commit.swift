/// What Sheaf reads of one commit of the user's repository.
///
/// Everything but `id`, `committedAt` and the flags derived from it stays on this machine (DESIGN section 3, privacy).
public struct Commit: Hashable, Sendable {
    public let id: ObjectID
    public let parents: [ObjectID]
    /// Resolved through the repository's `.mailmap`.
    public let author: Identity
    public let committer: Identity
    /// Unix seconds, as git stores them; may lie outside 2000-2099 and may be negative.
    public let committedAt: Int64
    /// The whole message; bytes that are not UTF-8 are replaced by U+FFFD.
    public let message: String

    public init(
        id: ObjectID, parents: [ObjectID], author: Identity, committer: Identity, committedAt: Int64, message: String
    ) {
        self.id = id
        self.parents = parents
        self.author = author
        self.committer = committer
        self.committedAt = committedAt
        self.message = message
    }

    /// The message's first line.
    public var subject: Substring { message.prefix { $0 != "\n" && $0 != "\r\n" } }
}

/// A name and an e-mail address as git prints them, untrusted.
public struct Identity: Hashable, Sendable {
    public let name: String
    public let email: String

    public init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}
