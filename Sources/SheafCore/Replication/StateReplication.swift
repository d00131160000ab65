/// Keeps the sidecar and the database the same: facts go out as a commit, lines come in through one transaction.
///
/// Git is a projection of the database: a line is stored before any ref says so, and a crash between the two is
/// mended by the next call. Calls block. Protocol: 5-sync, section 2.
public struct StateReplication<Store: ReplicaStore, Repository: StateRepository> {
    public let store: Store
    public let sidecar: Repository
    /// What is left out of the trees that are written.
    public let retention: Retention
    /// The URL of the remote that trees are written for; nil where there is none, or only one.
    public let addressee: String?
    private let now: @Sendable () -> Instant
    private let verdicts: @Sendable ([ArrivedLine]) -> [ReceivedLine]
    private let screen: @Sendable () throws -> Void

    /// - Parameters:
    ///   - retention: of the policy; facts that it begins to let in again are projected only after
    ///     `noteProjection(tip:upTo:)` has been called with 0.
    ///   - addressee: of several remotes the one that is exchanged with, as what waits is about it.
    ///   - verdicts: checks the signature of each line.
    ///   - screen: runs before facts are put into a tree; marks those that may not leave the machine.
    public init(
        store: Store, sidecar: Repository, retention: Retention = .everything, addressee: String? = nil,
        now: @escaping @Sendable () -> Instant, verdicts: @escaping @Sendable ([ArrivedLine]) -> [ReceivedLine], screen: @escaping @Sendable () throws -> Void = {}
    ) {
        self.store = store
        self.sidecar = sidecar
        self.retention = retention
        self.addressee = addressee
        self.now = now
        self.verdicts = verdicts
        self.screen = screen
    }

    /// The ref of the joined state.
    private static var stateReference: String { "refs/sheaf/state" }
    private static var attemptCountMax: Int { 20 }

    // MARK: Out

    /// Puts every fact that the sidecar lacks into `refs/sheaf/state`, as one commit on the remote's last known tip,
    /// so that a push by hand sends what there is. Takes in first what the ref holds and the database lacks.
    ///
    /// - Parameter tracking: the ref with the remote's last known tip, nil without a remote.
    @discardableResult
    public func project(tracking: String?) throws -> LocalState {
        for _ in 0..<Self.attemptCountMax {
            let before = try sidecar.state(of: Self.stateReference)
            try absorb(before)
            // What came in may hold a secret as well as what was written; the screen may throw the ref away.
            try screen()
            let reference = try sidecar.state(of: Self.stateReference)
            // Somebody has moved it, perhaps for another remote: what it holds now has not been screened.
            guard reference == before || reference == .absent else { continue }
            let parent = try tip(of: tracking)
            let (base, lines, last) = try store.read { reader in
                let known = try reader.projection()
                let isKnown = reference.tip != nil && known.tip == reference.tip
                let base = LocalState(
                    commit: reference.tip, tree: isKnown ? reference.tree : nil, sequence: isKnown ? known.sequence : 0)
                let (lines, last) = try reader.projectable(after: base.sequence)
                return (base, lines, last)
            }
            guard last > base.sequence else { return base }
            var insert = TreeInsert(try sidecar.batch())
            let written = lines.lazy.filter { !retention.leavesOut($0.path, $0.line.record) }.map(\.arrived)
            let grown = try insert.insert(written, into: base.tree)
            var retained = RetainedTree(insert.objects, retention)
            let tree = grown == base.tree ? grown : try grown.flatMap { try retained.keep($0) }
            // Deferred lines are tried again by every projection, so the cursor must not pass them.
            let sequence = insert.deferred.isEmpty ? last : base.sequence
            guard let tree, tree != base.tree else {
                try mark(base.commit, upTo: sequence)
                return LocalState(commit: base.commit, tree: base.tree, sequence: sequence)
            }
            let commit = try write(tree, parent: parent, retained.objects)
            if try point(reference, to: commit, upTo: sequence) {
                return LocalState(commit: commit, tree: tree, sequence: sequence)
            }
        }
        throw SyncError.sidecarContended(attempts: Self.attemptCountMax)
    }

    // MARK: In

    /// Joins a foreign tree with the local one: checks what is new, stores it in one transaction, keeps aside what
    /// does not pass L0. No ref moves.
    ///
    /// - Parameters:
    ///   - remoteTree: nil when the remote has no state.
    ///   - source: whose tree it is, for the quarantine.
    ///   - isLeavingOut: a person wants nothing on the remote that the retention leaves out, news or not.
    public func join(_ remoteTree: ObjectID?, from source: String, isLeavingOut: Bool = false) throws -> Arrival {
        // Not on the fetched tip: that would take its lines in as ones that the remote is not known to have.
        let local = try project(tracking: nil)
        var join = TreeJoin(try sidecar.batch())
        var tree: ObjectID?
        do { tree = try join.join(local: local.tree, remote: remoteTree) } catch let error as JoinError {
            throw SyncError.tooLarge(error)
        }
        let result = join.result
        var carried = result.carried
        var joined = join.objects
        if !result.regained.isEmpty {
            var again = TreeJoin(joined)
            tree = try again.join(local: tree, remote: held(at: Set(result.regained), &joined))
            joined = again.objects
            carried += again.result.carried
        }
        let pending = try store.read { try $0.outbox(after: 0, limit: .max) }.map(\.arrived)
        var written = WrittenTree(joined, retention)
        let target = try written.tree(joined: tree, remote: remoteTree, pending: pending, isDeliberate: isLeavingOut)
        var objects = written.objects
        // A shard that was carried before differs no more from the remote's, and what waits for it still waits.
        if let target { carried += try TreeLookup(objects: objects).unread(Set(pending.map(\.path)), in: target) }
        try objects.finish()
        let stored = try intake(result, from: .remote, source: source, after: local.sequence)
        return Arrival(
            tree: target, local: local, sequence: stored.sequence, newCount: stored.newCount, ownCount: stored.ownCount,
            rejectedCount: result.rejectedCount,
            newClaims: result.new.lazy.filter { $0.path.kind == .claim }.map(\.line.hash), carried: Set(carried).sorted())
    }

    /// A tree of what the database holds for some shards and may send.
    private func held(at paths: Set<ShardPath>, _ objects: inout Repository.Batch) throws -> ObjectID? {
        let facts = try store.read { try $0.projectable(after: 0) }.facts.lazy.map(\.arrived).filter { paths.contains($0.path) }
        var insert = TreeInsert(objects)
        defer { objects = insert.objects }
        return try insert.insert(facts, into: nil)
    }

    /// Points the local ref at a commit whose tree the database holds every line of.
    ///
    /// - Parameter sequence: every fact up to it is in the tree.
    /// - Returns: false when another process has moved the ref since `local` was read.
    public func adopt(_ commit: ObjectID, insteadOf local: LocalState, upTo sequence: Int64) throws -> Bool {
        let reference = try sidecar.state(of: Self.stateReference)
        guard reference.tip == local.commit else { return false }
        return try point(reference, to: commit, upTo: sequence)
    }

    /// A shard of claims in one of the trees that is over the limit and was carried unread; nil when all were read.
    ///
    /// - Parameter trees: the remote's and the joined one.
    public func unreadClaims(in trees: [ObjectID?]) throws -> ShardPath? {
        let lookup = TreeLookup(objects: try sidecar.batch())
        return try trees.lazy.compactMap(\.self).compactMap { try lookup.unreadClaims(in: $0) }.first
    }

    /// A tree with one more line. No ref moves.
    ///
    /// - Throws: `SyncError.noRoom` when the line's shard is full.
    public func tree(_ tree: ObjectID?, with line: ArrivedLine) throws -> ObjectID {
        var insert = TreeInsert(try sidecar.batch())
        let grown = try insert.insert([line], into: tree)
        guard let grown, insert.deferred.isEmpty else { throw SyncError.noRoom(line.path) }
        var objects = insert.objects
        try objects.finish()
        return grown
    }

    /// A commit of a joined tree on the remote's tip.
    public func commit(_ tree: ObjectID, parent: ObjectID?) throws -> ObjectID {
        try write(tree, parent: parent, sidecar.batch())
    }

    /// Takes in what a ref of the sidecar holds and the database lacks: after a restored backup, a rebuilt database, a
    /// fetch or a commit by hand.
    ///
    /// - Returns: how many of the lines that were new this replica itself had signed.
    @discardableResult
    public func absorb(_ reference: ReferenceState) throws -> Int {
        guard let commit = reference.tip, let tree = reference.tree else { return 0 }
        let known = try store.read { try $0.projection() }
        guard known.tip != commit else { return 0 }
        let knownTree = try known.tip.flatMap { try sidecar.tree(of: $0) }
        var join = TreeJoin(try sidecar.batch())
        do { _ = try join.join(local: knownTree, remote: tree) } catch let error as JoinError {
            throw SyncError.tooLarge(error)
        }
        return try intake(join.result, from: .local, source: "sidecar", after: known.sequence).ownCount
    }

    /// Takes in lines that are neither the sidecar's nor a remote's: out of an archive or a damaged database.
    public func takeIn(_ lines: [ArrivedLine]) throws {
        let received = verdicts(lines)
        try store.write(now: now()) { _ = try $0.intake(received, from: .local) }
    }

    // MARK: Steps

    private func intake(
        _ result: JoinResult, from origin: IntakeSource, source: String, after sequence: Int64
    ) throws -> (sequence: Int64, newCount: Int, ownCount: Int) {
        guard !result.new.isEmpty || !result.rejected.isEmpty else { return (sequence, 0, 0) }
        let lines = verdicts(result.new)
        return try store.write(now: now()) { transaction in
            let before = try transaction.lastSequence()
            let own = try lines.filter { $0.isSigned && $0.line.replica == transaction.replica }
                .filter { try !transaction.holds($0.line, at: $0.path) }
            // Another process may have begun an exchange with another remote, which is not known to have these.
            let isOurs = try origin != .remote || transaction.isAddressed(to: addressee)
            let newCount = try transaction.intake(lines, from: isOurs ? origin : .local)
            try transaction.quarantine(result.rejected, from: source)
            // Facts of other processes that came in between are not in the tree.
            let after = before == sequence ? try transaction.lastSequence() : sequence
            return (after, newCount, own.count)
        }
    }

    /// The batch's objects and a commit of the tree, durable.
    private func write(_ tree: ObjectID, parent: ObjectID?, _ batch: Repository.Batch) throws -> ObjectID {
        var batch = batch
        let commit = try batch.writeCommit(tree: tree, parent: parent, at: now().milliseconds / 1000)
        try batch.finish()
        return commit
    }

    private func point(_ reference: ReferenceState, to commit: ObjectID, upTo sequence: Int64) throws -> Bool {
        let isMoved = try sidecar.updateReference(Self.stateReference, to: commit, expecting: reference.id)
        if isMoved { try mark(commit, upTo: sequence) }
        return isMoved
    }

    private func mark(_ commit: ObjectID?, upTo sequence: Int64) throws {
        try store.write(now: now()) {
            // Another process has read another policy since: what that one lets in may be missing in this tree, and what is
            // left out of it was never looked at.
            let isCurrent = try $0.retention() == retention
            try $0.noteProjection(tip: isCurrent ? commit : nil, upTo: isCurrent ? sequence : 0)
        }
    }

    private func tip(of tracking: String?) throws -> ObjectID? {
        guard let tracking else { return nil }
        let reference = try sidecar.state(of: tracking)
        // Only what is held may be built on: else a push by hand would drop it.
        try absorb(reference)
        return reference.tip
    }
}

extension StateReplication: Sendable where Store: Sendable, Repository: Sendable {}
