import SheafCore
import SheafGit
import SheafStore

/// Performs the effects of one exchange with one remote. No lock and no transaction is held while the network works.
public struct ExchangeDriver: Sendable {
    private let replication: Replication
    private let transport: any StateTransport
    private let remote: SyncRemote
    private let patience: Exchange.Patience
    private let ledger: ClaimLedger
    private let isLeavingOut: Bool
    private let chance: @Sendable () -> UInt64
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - ledger: this process's, for the database.
    ///   - isLeavingOut: a person wants nothing on the remote that the retention leaves out, news or not.
    ///   - chance: 64 random bits, for waits and the ids of claims.
    public init(
        replication: Replication, transport: any StateTransport, remote: SyncRemote, ledger: ClaimLedger,
        patience: Exchange.Patience = Exchange.Patience(), isLeavingOut: Bool = false,
        chance: @escaping @Sendable () -> UInt64, now: @escaping @Sendable () -> Instant
    ) {
        self.replication = replication
        self.transport = transport
        self.remote = remote
        self.ledger = ledger
        self.patience = patience
        self.isLeavingOut = isLeavingOut
        self.chance = chance
        self.now = now
    }

    /// One whole exchange.
    ///
    /// - Parameter progress: what is going on, for a person.
    /// - Throws: `StoreError`, `GitError`, `SyncError` for failures of this side; a remote that cannot be reached or
    ///   keeps refusing is in the report.
    public func run(progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }) async throws -> SyncReport {
        var course = Course()
        return try await run(&course, progress)
    }

    /// An exchange that also makes a claim, which is in force once its line is in the remote's tree.
    ///
    /// - Parameters:
    ///   - subject: what is claimed, `^[a-z0-9][a-z0-9:/._-]{0,127}$`.
    ///   - leaseSeconds: 10...86,400.
    /// - Throws: as `run`; `FactError` for a subject or lease out of bounds, `SyncError.noRoom`.
    public func claim(
        _ subject: String, leaseSeconds: Int64, by replica: ReplicaID,
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> (outcome: ClaimOutcome, report: SyncReport) {
        var course = Course()
        course.claim = await ledger.take(subject, leaseSeconds: leaseSeconds, by: replica)
        do {
            let report = try await run(&course, progress)
            return (try await settled(course, report.outcome), report)
        } catch {
            if let claim = course.claim, !claim.isSettled, claim.attempt.built != nil { await ledger.keep(claim) }
            throw error
        }
    }

    private func settled(_ course: Course, _ outcome: Exchange.Outcome) async throws -> ClaimOutcome {
        guard let claim = course.claim else { preconditionFailure("BUG: a claim was made and lost") }
        if let outcome = claim.outcome { return outcome }
        if claim.attempt.built != nil { await ledger.keep(claim) }
        switch outcome {
        case .contended(let reason), .failed(let reason): return .undecided(reason: reason)
        case .inSync: preconditionFailure("BUG: an exchange ended in sync before its claim was settled")
        }
    }

    private func run(
        _ course: inout Course, _ progress: @escaping @Sendable (SyncProgress) -> Void
    ) async throws -> SyncReport {
        var exchange = Exchange(patience: patience, hasClaim: course.claim != nil)
        var effect = exchange.handle(.start)
        while true {
            try Task.checkCancellation()
            switch effect {
            case .finish(let outcome): return try finish(outcome, &course)
            case .adopt(let commit):
                guard try adopt(commit, course) else {
                    // Another process has moved the local state; what it added must go out too.
                    exchange = Exchange(patience: patience)
                    effect = exchange.handle(.start)
                    continue
                }
                return try finish(.inSync(pushed: false), &course)
            default:
                let event = try await perform(effect, &course, progress)
                effect = exchange.handle(event)
            }
        }
    }

    /// What one exchange has met so far.
    private struct Course {
        var arrival: Replication.Arrival?
        var remoteState: Exchange.RemoteState?
        var receivedCount = 0
        var ownCount = 0
        var rejectedCount = 0
        var carried: [ShardPath] = []
        var failedPushCount = 0
        var failure: TransportError?
        var commit: ObjectID?
        var sequence: Int64 = 0
        var claim: ClaimTry?
        /// The commit carries the claim's line, which the local state does not have yet.
        var isClaimCommitted = false
    }

    // MARK: Effects

    private func perform(
        _ effect: Exchange.Effect, _ course: inout Course, _ progress: @escaping @Sendable (SyncProgress) -> Void
    ) async throws -> Exchange.Event {
        switch effect {
        case .fetch:
            progress(.fetching)
            do {
                let state = try await fetch(progress)
                course.remoteState = state
                return .fetched(state)
            } catch let error as TransportError {
                course.failure = error
                return .failed(reason: "\(error)")
            }
        case .join(let remoteTree):
            progress(.joining)
            return .joined(tree: try await join(remoteTree, &course))
        case .weighClaim(let tip):
            return .claimWeighed(tree: try await weigh(tip, &course))
        case .commit(let tree, let parent, let isShown):
            return .committed(try commit(tree, parent, isShown: isShown, &course))
        case .push(let commit, let replacing):
            progress(.pushing)
            return try await push(commit, replacing, &course, progress)
        case .wait(let milliseconds):
            progress(.waiting(milliseconds: milliseconds))
            try await Task.sleep(for: .milliseconds(milliseconds))
            return .waited
        case .adopt, .finish:
            preconditionFailure("BUG: \(effect) is not performed here")
        }
    }

    private func fetch(_ progress: @escaping @Sendable (SyncProgress) -> Void) async throws -> Exchange.RemoteState {
        let tip = try await transport.probe(remote.name).tip
        let known = try replication.sidecar.state(of: remote.tracking)
        guard tip != known.id else { return known }
        try await transport.fetch(remote.name) { progress(.transfer($0)) }
        return try replication.sidecar.state(of: remote.tracking)
    }

    private func join(_ remoteTree: ObjectID?, _ course: inout Course) async throws -> ObjectID? {
        let arrival = try replication.join(remoteTree, from: remote.url, isLeavingOut: isLeavingOut)
        // A remote that has all that is held has lost nothing.
        if arrival.tree != remoteTree, let state = course.remoteState,
            let notice = try RemoteWatch(replication: replication, url: remote.url).look(at: state)
        {
            try replication.store.write(now: now()) { try $0.note(notice) }
        }
        let ended = await ledger.notice(arrival.newClaims, try replication.store.read { try $0.setbacks() })
        if !ended.isEmpty { try replication.store.write(now: now()) { try $0.endSilence(of: ended) } }
        course.arrival = arrival
        course.receivedCount += arrival.newCount
        course.ownCount += arrival.ownCount
        course.rejectedCount += arrival.rejectedCount
        course.carried = arrival.carried
        course.sequence = arrival.sequence
        return arrival.tree
    }

    /// The joined tree with the claim's line; nil when the claim is settled.
    private func weigh(_ tip: ObjectID?, _ course: inout Course) async throws -> ObjectID? {
        let entropy = [chance(), chance()].flatMap { bits in (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) } }
        guard var claim = course.claim else { preconditionFailure("BUG: weighed without a claim") }
        // Kept whatever happens next: a line that was written may be pushed and must not be forgotten.
        defer { course.claim = claim }
        let unread = try replication.unreadClaims(in: [course.remoteState?.tree, course.arrival?.tree])
        let line = try await claim.step(
            tip: tip, unread: unread, in: replication.store, ledger, now: now(), entropy: Array(entropy.prefix(10)))
        return try line.map { try replication.tree(course.arrival?.tree, with: $0) }
    }

    /// The tree as a commit, which the local ref shows unless it carries a claim that nobody has accepted.
    private func commit(
        _ tree: ObjectID, _ parent: ObjectID?, isShown: Bool, _ course: inout Course
    ) throws -> ObjectID {
        let commit = try replication.commit(tree, parent: parent)
        course.commit = commit
        course.isClaimCommitted = !isShown
        guard isShown else { return commit }
        guard let arrival = course.arrival else { preconditionFailure("BUG: a commit without a join") }
        // When another process was faster the push goes on with what was joined; its facts follow in the next exchange.
        _ = try replication.adopt(commit, insteadOf: arrival.local, upTo: arrival.sequence)
        return commit
    }

    private func adopt(_ commit: ObjectID, _ course: Course) throws -> Bool {
        guard let arrival = course.arrival else { preconditionFailure("BUG: adopted without a join") }
        if arrival.local.commit == commit { return true }
        return try replication.adopt(commit, insteadOf: arrival.local, upTo: arrival.sequence)
    }

    private func push(
        _ commit: ObjectID, _ replacing: ObjectID?, _ course: inout Course,
        _ progress: @escaping @Sendable (SyncProgress) -> Void
    ) async throws -> Exchange.Event {
        do {
            let outcome = try await transport.push(
                commit, to: remote.name, replacing: replacing, progress: { progress(.transfer($0)) })
            switch outcome {
            case .accepted: return .accepted
            case .rejected(let reason):
                course.failedPushCount += 1
                return .notAccepted(reason: reason, random: chance())
            case .declined(let reason):
                course.failedPushCount += 1
                course.failure = nil
                return .failed(reason: "remote \(remote.name) does not take the state ref: \(reason)")
            }
        } catch let error as TransportError {
            course.failedPushCount += 1
            course.failure = error
            guard error.kind.isPassing else { return .failed(reason: "\(error)") }
            // No reply: it may have arrived. The next fetch tells.
            return .notAccepted(reason: "\(error)", random: chance())
        }
    }

    // MARK: End

    private func finish(_ outcome: Exchange.Outcome, _ course: inout Course) throws -> SyncReport {
        var tree = course.arrival?.tree
        if case .inSync(let isPushed) = outcome {
            let tip = isPushed ? course.commit : course.remoteState?.tip
            let isClaimPushed = isPushed && course.isClaimCommitted
            var claim = course.claim
            try replication.store.write(now: now()) { transaction in
                if isClaimPushed { try claim?.accept(transaction) }
                var factCount: Int?
                // Otherwise another process has begun an exchange with another remote, and the outbox is about that one.
                if try transaction.isAddressed(to: replication.addressee) {
                    try transaction.clearOutbox(
                        upTo: course.sequence, keeping: Set(course.carried), leavingOut: replication.retention)
                    let leftOut = try transaction.reader().leftOut(by: replication.retention)
                    factCount = try transaction.sharedCount() - leftOut.factCount + leftOut.pendingCount
                }
                try transaction.noteExchange(with: remote.url, tip: tip, factCount: factCount)
            }
            course.claim = claim
            if isPushed, let tip { try replication.sidecar.setReference(remote.tracking, to: tip) }
            // The claim is a fact now, and the local state has to show it.
            if isClaimPushed { tree = try replication.project(tracking: remote.tracking).tree }
        }
        return SyncReport(
            remote: remote, outcome: outcome, tree: tree, receivedCount: course.receivedCount,
            ownCount: course.ownCount, rejectedCount: course.rejectedCount, carried: course.carried,
            failedPushCount: course.failedPushCount, failure: course.failure, remoteState: course.remoteState)
    }
}

extension RemoteState {
    /// nil when the remote has no state ref.
    fileprivate var tip: ObjectID? { if case .present(let id) = self { id } else { nil } }
}
