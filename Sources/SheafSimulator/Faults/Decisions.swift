import SheafCore

/// What people decide for one clone: its policy, whom it trusts, and that the remote's history is cut.
extension World {
    func decide(_ desk: Desk) throws {
        switch chance.pick(Fault.decisions.filter(swarm.has)) {
        case .raisedFloor:
            guard let floor = chance.pick(Self.floors) ?? nil else { return }
            adopt(Retention(floor: floor, evicted: desk.policy.evicted), desk, .raisedFloor)
        case .evictedRecord:
            guard let fact = chance.pick(Array(desk.store.current.facts.suffix(60))), fact.path.kind != .replica else { return }
            adopt(Retention(floor: desk.policy.floor, evicted: desk.policy.evicted.union([fact.line.record])), desk, .evictedRecord)
        case .liftedRetention: adopt(.everything, desk, .liftedRetention)
        case .cutHistory: try cutHistory(desk)
        case .revokedKey: decideAboutSomebody(desk)
        default: break
        }
    }

    /// Of the month in which the worlds begin, and of those into which they and wrong clocks reach.
    private static let floors = ["2026-11", "2026-12", "2027-01", "2024-06"].map { CivilMonth($0) }

    /// Noted when it concerns something that is held.
    private func adopt(_ policy: Retention, _ desk: Desk, _ fault: Fault) {
        guard policy != desk.policy else { return }
        let former = desk.policy
        desk.policy = policy
        tell("desk \(desk.index) leaves out \(policy.text)")
        let isFelt = desk.store.current.facts.contains {
            former.concerns($0.path, $0.line.record) != policy.concerns($0.path, $0.line.record)
        }
        if isFelt { note(fault) }
    }

    private func decideAboutSomebody(_ desk: Desk) {
        let facts = desk.store.current.facts
        guard facts.count > 0 else { return }
        let now = Instant(milliseconds: Self.start + time)
        let span = TrustDecision.Validity(
            after: chance.isLucky(300) ? now.advanced(bySeconds: -Int64(chance.roll(200_000))) : nil,
            before: chance.isLucky(300) ? now.advanced(bySeconds: Int64(chance.roll(200_000))) : nil)
        let verdict: TrustDecision.Verdict = chance.isLucky(500) ? .revoked(reason: nil) : .trusted(span)
        let replica = facts[chance.roll(facts.count)].line.replica
        // One moment has one decision.
        let decidedAt = Instant(milliseconds: Int64(desk.decisions.count))
        desk.decisions.append(TrustDecision(replica: replica, verdict: verdict, name: nil, decidedBy: nil, decidedAt: decidedAt))
        tell("desk \(desk.index) decides about \(replica.hex.prefix(8))")
    }

    /// As `SheafSync.Truncation`: a commit without parents of the tip's own tree, in place of exactly that tip. Others may push
    /// before it arrives.
    private func cutHistory(_ desk: Desk) throws {
        guard desk.run == nil else { return }
        try desk.open(in: self)
        guard case .commit(let tip, let tree)? = try fetch(desk), pool.parent(of: tip) != nil else { return }
        let replication = desk.replication(in: self)
        let root = try replication.commit(tree, parent: nil)
        if chance.isLucky(400) {
            delayed.append((time + Int64(chance.roll(60_000)), try remote.prepare(root, replacing: tip, from: desk.sidecar)))
            return tell("desk \(desk.index) cuts the history, slowly")
        }
        tell("desk \(desk.index) cuts the history")
        guard try push(root, replacing: tip, desk) else { return }
        note(.cutHistory)
        try desk.sidecar.setReference(Desk.tracking, to: root)
        let local = try replication.project(tracking: Desk.tracking)
        if local.tree == tree { _ = try replication.adopt(root, insteadOf: local, upTo: local.sequence) }
    }
}
