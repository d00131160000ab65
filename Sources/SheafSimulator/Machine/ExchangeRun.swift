import SheafCore

/// One exchange of one desk, an effect at a time, so that those of others come in between.
///
/// Performs what `SheafSync.ExchangeDriver` performs, in the same order; the machine that decides is `Exchange`.
final class ExchangeRun {
    private var exchange: Exchange
    private(set) var effect: Exchange.Effect
    private var arrival: Arrival?
    private var remoteState: ReferenceState?
    private var commit: ObjectID?
    private var sequence: Int64 = 0
    private var ownCount = 0
    private var waitsUntil: Int64 = 0
    private let patience: Exchange.Patience
    private var claim: ClaimRun?
    /// The policy when it began; one that somebody changes meanwhile is the next one's.
    private let retention: Retention

    /// The commit carries the claim's line.
    private var isClaimCommitted = false

    /// - Parameter claim: what is to be claimed, if anything.
    init(_ claim: ClaimRun?, _ retention: Retention, patience: Exchange.Patience = Exchange.Patience(attemptCountMax: 6)) {
        self.claim = claim
        self.retention = retention
        self.patience = patience
        exchange = Exchange(patience: patience, hasClaim: claim != nil)
        effect = exchange.handle(.start)
    }

    /// What stands next, for the script.
    var next: String {
        switch effect {
        case .fetch: "fetches"
        case .join: "joins"
        case .weighClaim: "weighs its claim"
        case .commit: "commits"
        case .adopt: "adopts"
        case .push: "pushes"
        case .wait: "waits"
        case .finish: "finishes"
        }
    }

    /// Performs the next effect.
    ///
    /// - Returns: the outcome once the exchange has ended.
    func step(_ desk: Desk, _ world: World) throws -> Exchange.Outcome? {
        switch effect {
        case .finish(let outcome): return try finish(outcome, desk, world)
        case .adopt(let commit):
            guard try adopt(commit, desk, world) else {
                exchange = Exchange(patience: patience)
                effect = exchange.handle(.start)
                return nil
            }
            effect = .finish(.inSync(pushed: false))
        case .wait(let milliseconds):
            if waitsUntil == 0 { waitsUntil = world.time + Int64(milliseconds) }
            guard world.time >= waitsUntil else { return nil }
            waitsUntil = 0
            effect = exchange.handle(.waited)
        default:
            effect = exchange.handle(try perform(desk, world))
        }
        return nil
    }

    private func perform(_ desk: Desk, _ world: World) throws -> Exchange.Event {
        switch effect {
        case .fetch:
            guard let state = try world.fetch(desk) else { return .failed(reason: "the remote cannot be reached") }
            remoteState = state
            return .fetched(state)
        case .join(let tree):
            if !world.isHealed, world.chance.isLucky(150) {
                desk.store.interloper = {
                    world.tell("another process of desk \(desk.index) comes in between")
                    try world.work(desk)
                }
            }
            defer { desk.store.interloper = nil }
            let arrival = try desk.replication(in: world, under: retention).join(tree, from: "origin")
            self.arrival = arrival
            sequence = arrival.sequence
            ownCount += arrival.ownCount
            if let remoteState {
                try desk.watch(remoteState, joined: arrival.tree, newClaims: arrival.newClaims, retention, world)
            }
            return .joined(tree: arrival.tree)
        case .weighClaim(let tip):
            let replication = desk.replication(in: world, under: retention)
            let unread = try replication.unreadClaims(in: [remoteState?.tree, arrival?.tree])
            let line = try claim?.step(tip: tip, unread: unread, desk, world)
            return .claimWeighed(tree: try line.map { try replication.tree(arrival?.tree, with: $0) })
        case .commit(let tree, let parent, let isShown):
            let replication = desk.replication(in: world, under: retention)
            let commit = try replication.commit(tree, parent: parent)
            self.commit = commit
            isClaimCommitted = !isShown
            if isShown, let arrival {
                // When another process was faster the push goes on with what was joined.
                _ = try replication.adopt(commit, insteadOf: arrival.local, upTo: arrival.sequence)
            }
            return .committed(commit)
        case .push(let commit, let replacing):
            guard try world.push(commit, replacing: replacing, desk) else {
                return .notAccepted(reason: "not accepted", random: world.chance.next())
            }
            return .accepted
        case .wait, .adopt, .finish:
            preconditionFailure("BUG: \(effect) is not performed here")
        }
    }

    private func adopt(_ commit: ObjectID, _ desk: Desk, _ world: World) throws -> Bool {
        guard let arrival else { preconditionFailure("BUG: adopted without a join") }
        if arrival.local.commit == commit { return true }
        return try desk.replication(in: world, under: retention).adopt(commit, insteadOf: arrival.local, upTo: arrival.sequence)
    }

    private func finish(_ outcome: Exchange.Outcome, _ desk: Desk, _ world: World) throws -> Exchange.Outcome {
        if case .inSync(let isPushed) = outcome {
            let tip = isPushed ? commit : remoteState?.tip
            guard !isPushed || world.remote.history.contains(commit) else {
                throw Violation(law: .outbox, detail: "desk \(desk.index) takes its push for accepted")
            }
            try checkOutbox(desk, tip, world)
            let isClaimPushed = isPushed && isClaimCommitted
            var granted: ClaimAttempt.Outcome?
            try desk.store.write(now: world.wall(of: desk)) { transaction in
                if isClaimPushed { granted = claim?.accept(transaction) }
                transaction.clearOutbox(upTo: sequence, leavingOut: retention)
                transaction.noteExchange(tip: tip)
            }
            if let granted { try claim?.tell(granted, desk, world) }
            if isPushed, let tip { try desk.sidecar.setReference(Desk.tracking, to: tip) }
            if isClaimPushed { _ = try desk.replication(in: world, under: retention).project(tracking: Desk.tracking) }
        }
        if let claim, !claim.isSettled, claim.isBuilt { desk.unsettled[claim.subject] = claim }
        if ownCount > 0 { try desk.identify(in: world) }
        return outcome
    }

    /// Of a claim only the whole tree tells.
    private func isLeftOut(_ fact: HeldFact, _ database: Database) -> Bool {
        [retention, database.retention].contains { $0.concerns(fact.path, fact.line.record) }
    }

    /// - Throws: `Violation` when a fact would leave the outbox that the remote's tree lacks.
    private func checkOutbox(_ desk: Desk, _ tip: ObjectID?, _ world: World) throws {
        let database = desk.store.current
        guard let tree = tip.flatMap({ world.pool.tree(of: $0) }) else {
            guard database.outbox.allSatisfy({ $0 > sequence || isLeftOut(database.facts[Int($0) - 1], database) }) else {
                throw Violation(law: .outbox, detail: "desk \(desk.index) clears its outbox and nothing is on the remote")
            }
            return
        }
        for number in database.outbox where number <= sequence {
            let fact = database.facts[Int(number) - 1]
            guard !isLeftOut(fact, database) else { continue }
            guard world.pool.hashes(fact.path, in: tree)?.contains(fact.line.hash) == true else {
                throw Violation(
                    law: .outbox, detail: "desk \(desk.index) fact \(number) of \(sequence) is not in the tip's tree")
            }
        }
    }
}
