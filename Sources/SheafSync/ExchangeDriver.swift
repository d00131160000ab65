import SheafCore
import SheafGit
import SheafStore

/// Performs the effects of one exchange with one remote. No lock and no transaction is held while the network works.
public struct ExchangeDriver: Sendable {
    private let replication: Replication
    private let transport: any StateTransport
    private let remote: SyncRemote
    private let patience: Exchange.Patience
    private let chance: @Sendable () -> UInt64
    private let now: @Sendable () -> Instant

    /// - Parameter chance: 64 random bits for each wait.
    public init(
        replication: Replication, transport: any StateTransport, remote: SyncRemote,
        patience: Exchange.Patience = Exchange.Patience(), chance: @escaping @Sendable () -> UInt64,
        now: @escaping @Sendable () -> Instant
    ) {
        self.replication = replication
        self.transport = transport
        self.remote = remote
        self.patience = patience
        self.chance = chance
        self.now = now
    }

    /// One whole exchange.
    ///
    /// - Parameter progress: what is going on, for a person.
    /// - Throws: `StoreError`, `GitError`, `SyncError` for failures of this side; a remote that cannot be reached or
    ///   keeps refusing is in the report.
    public func run(progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }) async throws -> SyncReport {
        var exchange = Exchange(patience: patience)
        var course = Course()
        var effect = exchange.handle(.start)
        while true {
            try Task.checkCancellation()
            switch effect {
            case .finish(let outcome): return try finish(outcome, course)
            case .adopt(let commit):
                guard try adopt(commit, course) else {
                    // Another process has moved the local state; what it added must go out too.
                    exchange = Exchange(patience: patience)
                    effect = exchange.handle(.start)
                    continue
                }
                return try finish(.inSync(pushed: false), course)
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
            return .joined(tree: try join(remoteTree, &course))
        case .commit(let tree, let parent, _):
            return .committed(try commit(tree, parent, &course))
        case .push(let commit, let replacing):
            progress(.pushing)
            return try await push(commit, replacing, &course, progress)
        case .wait(let milliseconds):
            progress(.waiting(milliseconds: milliseconds))
            try await Task.sleep(for: .milliseconds(milliseconds))
            return .waited
        case .weighClaim, .adopt, .finish:
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

    private func join(_ remoteTree: ObjectID?, _ course: inout Course) throws -> ObjectID? {
        let arrival = try replication.join(remoteTree, from: remote.url)
        course.arrival = arrival
        course.receivedCount += arrival.newCount
        course.ownCount += arrival.ownCount
        course.rejectedCount += arrival.rejectedCount
        course.carried = arrival.carried
        course.sequence = arrival.sequence
        return arrival.tree
    }

    /// The joined tree as a commit that the local ref shows.
    private func commit(_ tree: ObjectID, _ parent: ObjectID?, _ course: inout Course) throws -> ObjectID {
        let commit = try replication.commit(tree, parent: parent)
        course.commit = commit
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
            }
        } catch let error as TransportError {
            // No reply: it may have arrived. The next fetch tells.
            course.failedPushCount += 1
            course.failure = error
            return .notAccepted(reason: "\(error)", random: chance())
        }
    }

    // MARK: End

    private func finish(_ outcome: Exchange.Outcome, _ course: Course) throws -> SyncReport {
        if case .inSync(let isPushed) = outcome {
            let tip = isPushed ? course.commit : course.remoteState?.tip
            try replication.store.write(now: now()) { transaction in
                try transaction.clearOutbox(upTo: course.sequence, keeping: Set(course.carried))
                try transaction.noteExchange(with: remote.url, tip: tip, factCount: transaction.sharedCount())
            }
            if isPushed, let tip { try replication.sidecar.setReference(remote.tracking, to: tip) }
        }
        return SyncReport(
            remote: remote, outcome: outcome, tree: course.arrival?.tree, receivedCount: course.receivedCount,
            ownCount: course.ownCount, rejectedCount: course.rejectedCount, carried: course.carried,
            failedPushCount: course.failedPushCount, failure: course.failure, remoteState: course.remoteState)
    }
}

extension RemoteState {
    /// nil when the remote has no state ref.
    fileprivate var tip: ObjectID? { if case .present(let id) = self { id } else { nil } }
}
