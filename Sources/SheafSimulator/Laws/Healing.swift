import SheafCore

/// The liveness phase: nothing goes wrong any more, and everybody comes to hold the same.
extension World {
    func heal() throws {
        tell("the world heals")
        isHealed = true
        pass(86_400_000)
        try deliver()
        for desk in desks {
            desk.isPartitioned = false
            desk.fuse.stepsLeft = nil
            desk.forgetMemory()
        }
        try settleApart()
        try converge()
        try checkConvergence()
        try checkQuiescence()
        try checkJoins()
        noteArrivals()
    }

    /// Two exchanges a replica since the last fact was written are enough; minting writes a card and starts over.
    private func converge() throws {
        var rest = 2 * desks.count
        var order = desks.shuffled(using: &chance)
        var total = 0
        while rest > 0 {
            if order.isEmpty { order = desks.shuffled(using: &chance) }
            let desk = order.removeLast()
            let before = factCount
            guard case .inSync = try wholeExchange(desk) else {
                throw Violation(law: .convergence, detail: "desk \(desk.index) cannot exchange in a healed world")
            }
            rest -= 1
            if factCount > before {
                rest = 2 * desks.count
                order = desks.shuffled(using: &chance)
            }
            total += 1
            guard total < 20 * desks.count else {
                throw Violation(law: .convergence, detail: "new facts are written for ever")
            }
        }
    }

    func wholeExchange(_ desk: Desk) throws -> Exchange.Outcome? {
        var outcome: Exchange.Outcome?
        try attempt(desk) { desk in
            try desk.open(in: self)
            let run = ExchangeRun(nil, desk.store.current.retention)
            while outcome == nil {
                pass(1000)
                outcome = try run.step(desk, self)
            }
        }
        return outcome
    }

    private func checkConvergence() throws {
        guard let tree = remote.tree else {
            guard factCount == 0 else { throw Violation(law: .convergence, detail: "the remote has no state") }
            return
        }
        for desk in desks {
            guard desk.sidecar.state(of: Desk.stateReference).tree == tree else {
                throw Violation(law: .convergence, detail: "desk \(desk.index) holds another tree than the remote")
            }
            guard desk.store.durable.digest == desks[0].store.durable.digest else {
                throw Violation(
                    law: .convergence, detail: "desk \(desk.index) holds \(desk.store.durable.facts.count) facts, desk 0 "
                        + "\(desks[0].store.durable.facts.count)")
            }
            guard desk.store.durable.mintReason == nil else {
                throw Violation(law: .identity, detail: "desk \(desk.index) still has to become a new replica")
            }
            for place in ledger.promises.keys where desk.store.durable.places[place] == nil {
                throw Violation(law: .kept, detail: "desk \(desk.index) lacks \(place.path) \(place.hash)")
            }
            guard desk.store.durable.outbox.isEmpty else {
                throw Violation(law: .outbox, detail: "desk \(desk.index) still has \(desk.store.durable.outbox.count) facts to send")
            }
        }
        // What a fold from scratch gives is known for one desk; the others must give the same.
        try checkFold(desks[0], isThorough: true)
        for desk in desks.dropFirst() { try checkFold(desk) }
    }

    private func checkQuiescence() throws {
        let accepted = remote.acceptedCount
        for desk in desks {
            _ = try wholeExchange(desk)
            guard remote.acceptedCount == accepted else {
                throw Violation(law: .quiescence, detail: "desk \(desk.index) pushes although all is told")
            }
        }
    }

    /// The laws of the join on trees that this world has seen, by name: equal content has equal names.
    private func checkJoins() throws {
        let trees = remote.history.compactMap { $0.flatMap { pool.tree(of: $0) } }
        guard trees.count >= 3 else { return }
        // A join needs a side that it trusts: what a desk has joined before.
        let everything = VirtualRepository(pool, Fuse())
        try everything.store(pool.everything)
        for _ in 0..<2 {
            let picks = (0..<3).map { _ in trees[chance.roll(trees.count)] }
            let (a, b, c) = try (clean(picks[0], everything), clean(picks[1], everything), clean(picks[2], everything))
            let (ab, ba) = (try join(a, b, everything), try join(b, a, everything))
            guard ab == ba, try join(a, a, everything) == a, try join(ab, b, everything) == ab,
                try join(ab, c, everything) == join(a, try join(b, c, everything), everything)
            else { throw Violation(law: .join, detail: "trees \(picks)") }
        }
    }

    private func clean(_ tree: ObjectID, _ repository: VirtualRepository) throws -> ObjectID {
        try join(nil, tree, repository)
    }

    private func join(_ local: ObjectID?, _ remote: ObjectID, _ repository: VirtualRepository) throws -> ObjectID {
        var join = TreeJoin(repository.batch())
        guard let tree = try join.join(local: local, remote: remote) else {
            throw Violation(law: .join, detail: "the join of \(remote) is nothing")
        }
        var objects = join.objects
        try objects.finish()
        return tree
    }

    /// Which hostile lines, and which of a newer version, have reached somebody.
    private func noteArrivals() {
        let held = desks[0].store.durable
        for fact in held.facts {
            guard let fault = hostiles.lines[fact.line.hash] else { continue }
            note(fault)
        }
        let rejected = desks.reduce(into: Set<StructuralFailure>()) { $0.formUnion($1.store.durable.quarantine.keys) }
        let kinds: [(Fault, [StructuralFailure])] = [
            (.wrongShard, [.wrongShard]), (.oversizedLine, [.lineTooLong]), (.badEntry, [.badPath, .badMode, .badFormat]),
        ]
        for (fault, failures) in kinds where hostiles.attempts[fault] != nil && !rejected.isDisjoint(with: failures) {
            note(fault)
        }
        if hostiles.attempts[.untidyShard] != nil { note(.untidyShard) }
    }
}
