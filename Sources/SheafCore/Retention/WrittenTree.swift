/// Which tree an exchange wants the remote to have, once the retention is taken into account.
///
/// Replicas with different policies must not fight: one leaves lines out, another gives them back, for ever. So only a
/// push that carries news leaves anything out; a push that merely gives back what the remote has lost takes nothing away
/// from it. Between two pieces of news every replica then pushes at most once. Protocol: 5-sync, section 6.1.
public struct WrittenTree<Objects: StateObjects> {
    public private(set) var objects: Objects
    private let retention: Retention

    public init(_ objects: Objects, _ retention: Retention) {
        self.objects = objects
        self.retention = retention
    }

    /// - Parameters:
    ///   - joined: the join of what is held here with the remote's tree; nil when both are nothing.
    ///   - remote: nil when the remote has no tree.
    ///   - pending: facts that the remote is not known to have, any order.
    ///   - isDeliberate: a person wants the remote to hold nothing of what is left out, news or not.
    /// - Returns: the remote's own tree when there is nothing to push; nil when there is nothing to hold.
    public mutating func tree(
        joined: ObjectID?, remote: ObjectID?, pending: @autoclosure () throws -> [ArrivedLine], isDeliberate: Bool = false
    ) throws -> ObjectID? {
        guard !retention.keepsEverything, let joined else { return joined }
        let kept = try keep(joined)
        guard let remote else { return kept }
        let wanted = try kept ?? writeNothing()
        if isDeliberate { return wanted }
        let remoteKept = try keep(remote) ?? writeNothing()
        if wanted == remoteKept { return remote }
        if try remoteKept == remote || !news(pending(), in: wanted, for: remote).isEmpty { return wanted }
        var join = TreeJoin(objects)
        let union = try join.join(local: wanted, remote: remote)
        objects = join.objects
        return union
    }

    private mutating func keep(_ tree: ObjectID) throws -> ObjectID? {
        var retained = RetainedTree(objects, retention)
        let kept = try retained.keep(tree)
        objects = retained.objects
        return kept
    }

    /// A state without facts.
    private mutating func writeNothing() throws -> ObjectID {
        let format = try objects.writeBlob(StateFormat.bytes)
        return try objects.writeTree([TreeEntry(name: StateFormat.name, mode: .file, id: format)])
    }

    /// What was never on the remote and is about to go there.
    func news(_ pending: [ArrivedLine], in kept: ObjectID, for remote: ObjectID?) throws -> [ArrivedLine] {
        let lookup = TreeLookup(objects: objects)
        return try Dictionary(grouping: pending, by: \.path).flatMap { path, lines -> [ArrivedLine] in
            guard let here = try lookup.shard(at: path, in: kept) else { return [] }
            let there = try remote.flatMap { try lookup.shard(at: path, in: $0) } ?? []
            return lines.filter { here.contains($0.line.bytes[...]) && !there.contains($0.line.bytes[...]) }
        }
    }
}
