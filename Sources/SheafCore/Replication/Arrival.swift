/// The sidecar's local state: a tree that the database holds every line of, up to a fact.
public struct LocalState: Hashable, Sendable {
    /// What `refs/sheaf/state` names; nil when there is no such ref.
    public let commit: ObjectID?
    public let tree: ObjectID?
    /// Every fact up to this sequence is in the tree, or left out by retention.
    public let sequence: Int64
}

/// What a join of a foreign tree did to the database.
public struct Arrival: Sendable {
    /// What the remote should hold: the joined tree without what retention leaves out, and the remote's own tree when
    /// nothing else differs; nil when there is nothing to hold.
    public let tree: ObjectID?
    /// What the join started from.
    public let local: LocalState
    /// Every fact up to this sequence is in the joined tree, or left out by retention.
    public let sequence: Int64
    /// Lines that the database lacked.
    public let newCount: Int
    /// Of these, lines that this replica itself has signed: the database is older than it once was.
    public let ownCount: Int
    public let rejectedCount: Int
    /// Lines of claims that the database lacked.
    public let newClaims: [LineHash]
    /// Shards over the limit, left as the remote has them.
    public let carried: [ShardPath]
}
