import SheafCore
import SheafGit
import SheafStore

/// Keeps the sidecar and the database the same: facts go out as a commit, lines come in through one transaction.
///
/// Git is a projection of the database: a line is stored before any ref says so, and a crash between the two is
/// mended by the next call. Calls block. Protocol: 5-sync, section 2.
public struct Replication: Sendable {
    public let store: Store
    public let sidecar: Sidecar
    private let now: @Sendable () -> Instant

    private static let attemptCountMax = 20

    public init(store: Store, sidecar: Sidecar, now: @escaping @Sendable () -> Instant) {
        self.store = store
        self.sidecar = sidecar
        self.now = now
    }

    /// The sidecar's local state: a tree that the database holds every line of, up to a fact.
    public struct LocalState: Hashable, Sendable {
        /// What `refs/sheaf/state` names; nil when there is no such ref.
        public let commit: ObjectID?
        public let tree: ObjectID?
        /// Every fact up to this sequence is in the tree.
        public let sequence: Int64
    }

    /// What a join of a foreign tree did to the database.
    public struct Arrival: Sendable {
        /// The joined tree; nil when both sides hold nothing.
        public let tree: ObjectID?
        /// What the join started from.
        public let local: LocalState
        /// Every fact up to this sequence is in the joined tree.
        public let sequence: Int64
        /// Lines that the database lacked.
        public let newCount: Int
        /// Of these, lines that this replica itself has signed: the database is older than it once was.
        public let ownCount: Int
        public let rejectedCount: Int
        /// Shards over the limit, left as the remote has them.
        public let carried: [ShardPath]
    }

    // MARK: Out

    /// Puts every fact that the sidecar lacks into `refs/sheaf/state`, as one commit on the remote's last known tip,
    /// so that a push by hand sends what there is. Takes in first what the ref holds and the database lacks.
    ///
    /// - Parameter tracking: the ref with the remote's last known tip, nil without a remote.
    @discardableResult
    public func project(tracking: String?) throws -> LocalState {
        for _ in 0..<Self.attemptCountMax {
            let reference = try sidecar.reference(Sidecar.stateReference)
            try absorb(reference)
            let parent = try tip(of: tracking)
            let (base, lines) = try store.read { reader in
                let known = try reader.projection()
                let isKnown = reference.commit != nil && known.tip == reference.commit
                return (
                    LocalState(
                        commit: reference.commit, tree: isKnown ? reference.tree : nil,
                        sequence: isKnown ? known.sequence : 0),
                    try reader.facts(after: isKnown ? known.sequence : 0, limit: .max)
                )
            }
            guard let last = lines.last else { return base }
            let objects = try sidecar.batch()
            var insert = TreeInsert(objects)
            let tree = try insert.insert(
                lines.lazy.map { ArrivedLine(path: $0.path, line: $0.line) }, into: base.tree)
            // Deferred lines are tried again by every projection, so the cursor must not pass them.
            let sequence = insert.deferred.isEmpty ? last.sequence : base.sequence
            guard let tree, tree != base.tree else {
                try mark(base.commit, upTo: sequence)
                return LocalState(commit: base.commit, tree: base.tree, sequence: sequence)
            }
            let commit = try objects.writeCommit(
                tree: tree, parent: parent, at: now().milliseconds / 1000)
            try objects.finish()
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
    public func join(_ remoteTree: ObjectID?, from source: String) throws -> Arrival {
        // Not on the fetched tip: that would take its lines in as ones that the remote is not known to have.
        let local = try project(tracking: nil)
        var join = TreeJoin(try sidecar.batch())
        let tree: ObjectID?
        do { tree = try join.join(local: local.tree, remote: remoteTree) } catch let error as JoinError {
            throw SyncError.tooLarge(error)
        }
        try join.objects.finish()
        let result = join.result
        let stored = try intake(result, from: .remote, source: source, after: local.sequence)
        return Arrival(
            tree: tree, local: local, sequence: stored.sequence, newCount: stored.newCount, ownCount: stored.ownCount,
            rejectedCount: result.rejectedCount, carried: result.carried)
    }

    /// Points the local ref at a commit whose tree the database holds every line of.
    ///
    /// - Parameter sequence: every fact up to it is in the tree.
    /// - Returns: false when another process has moved the ref since `local` was read.
    public func adopt(_ commit: ObjectID, insteadOf local: LocalState, upTo sequence: Int64) throws -> Bool {
        let reference = try sidecar.reference(Sidecar.stateReference)
        guard reference.commit == local.commit else { return false }
        return try point(reference, to: commit, upTo: sequence)
    }

    /// A commit of a joined tree on the remote's tip.
    public func commit(_ tree: ObjectID, parent: ObjectID?) throws -> ObjectID {
        let objects = try sidecar.batch()
        let commit = try objects.writeCommit(tree: tree, parent: parent, at: now().milliseconds / 1000)
        try objects.finish()
        return commit
    }

    /// Takes in what a ref of the sidecar holds and the database lacks: after a restored backup, a rebuilt database, a
    /// fetch or a commit by hand.
    ///
    /// - Returns: how many of the lines that were new this replica itself had signed.
    @discardableResult
    public func absorb(_ reference: SidecarReference) throws -> Int {
        guard let commit = reference.commit, let tree = reference.tree else { return 0 }
        let known = try store.read { try $0.projection() }
        guard known.tip != commit else { return 0 }
        let knownTree = try known.tip.flatMap { try sidecar.tree(of: $0) }
        var join = TreeJoin(try sidecar.batch())
        do { _ = try join.join(local: knownTree, remote: tree) } catch let error as JoinError {
            throw SyncError.tooLarge(error)
        }
        return try intake(join.result, from: .local, source: "sidecar", after: known.sequence).ownCount
    }

    // MARK: Steps

    private func intake(
        _ result: JoinResult, from origin: IntakeSource, source: String, after sequence: Int64
    ) throws -> (sequence: Int64, newCount: Int, ownCount: Int) {
        guard !result.new.isEmpty || !result.rejected.isEmpty else { return (sequence, 0, 0) }
        let lines = SignatureCheck.verdicts(result.new)
        return try store.write(now: now()) { transaction in
            let before = try transaction.lastSequence()
            let replica = try transaction.reader().replica()
            let own = try lines.filter { $0.isSigned && $0.line.replica == replica }
                .filter { try !transaction.holds($0.line, at: $0.path) }
            let newCount = try transaction.intake(lines, from: origin)
            try transaction.quarantine(result.rejected.lazy.map { QuarantinedItem($0, from: source) })
            // Facts of other processes that came in between are not in the tree.
            let after = before == sequence ? try transaction.lastSequence() : sequence
            return (after, newCount, own.count)
        }
    }

    private func point(_ reference: SidecarReference, to commit: ObjectID, upTo sequence: Int64) throws -> Bool {
        let isMoved = try sidecar.updateReference(Sidecar.stateReference, to: commit, expecting: reference.id)
        if isMoved { try mark(commit, upTo: sequence) }
        return isMoved
    }

    private func mark(_ commit: ObjectID?, upTo sequence: Int64) throws {
        try store.write(now: now()) { try $0.noteProjection(tip: commit, upTo: sequence) }
    }

    private func tip(of tracking: String?) throws -> ObjectID? {
        guard let tracking else { return nil }
        let reference = try sidecar.reference(tracking)
        // Only what is held may be built on: else a push by hand would drop it.
        try absorb(reference)
        return reference.commit
    }
}

extension SidecarReference {
    /// nil unless it names a commit.
    var commit: ObjectID? { if case .commit(let id, _) = self { id } else { nil } }

    /// The commit's tree.
    var tree: ObjectID? { if case .commit(_, let tree) = self { tree } else { nil } }
}

extension QuarantinedItem {
    fileprivate init(_ rejected: Rejected, from source: String) {
        self.init(
            source: source, path: rejected.path, object: rejected.object, failure: rejected.failure,
            sample: rejected.excerpt)
    }
}

extension Replication {
    /// Takes in lines that are neither the sidecar's nor a remote's: out of an archive or a damaged database.
    public func takeIn(_ lines: [ArrivedLine]) throws {
        let received = SignatureCheck.verdicts(lines)
        _ = try store.write(now: now()) { try $0.intake(received, from: .local) }
    }
}
