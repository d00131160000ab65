import SheafCore

/// What lies between a desk and the remote.
extension World {
    /// - Returns: nil when the remote cannot be reached.
    func fetch(_ desk: Desk) throws -> ReferenceState? {
        try deliver()
        guard isReachable(desk) else { return nil }
        var tip = remote.tip
        if strikes(.staleAdvertisement), let old = chance.pick(remote.history.suffix(4)), old != tip {
            tip = old
            note(.staleAdvertisement)
            tell("the remote advertises an old tip")
        }
        let known = desk.sidecar.references[Desk.tracking]
        guard tip != known else { return pool.state(of: tip) }
        if let tip {
            try desk.sidecar.store(try desk.sidecar.missing(below: tip, from: remote.repository))
        }
        try desk.sidecar.setReference(Desk.tracking, to: tip)
        return desk.sidecar.state(of: Desk.tracking)
    }

    /// - Returns: whether the desk hears that the push was accepted.
    func push(_ commit: ObjectID, replacing: ObjectID?, _ desk: Desk) throws -> Bool {
        let push: VirtualRemote.Push
        do { push = try remote.prepare(commit, replacing: replacing, from: desk.sidecar) } catch let error as MissingObject {
            throw Violation(law: .objects, detail: "desk \(desk.index) pushes \(commit) without \(error.id)")
        }
        guard isReachable(desk) else { return false }
        if strikes(.rejectedPush) {
            note(.rejectedPush)
            return false
        }
        if strikes(.lostPush) {
            note(.lostPush)
            return false
        }
        if strikes(.delayedPush) {
            delayed.append((time + Int64(chance.roll(90_000)), push))
            return false
        }
        let isAccepted = try remote.receive(push)
        if isAccepted, strikes(.lostReply) {
            note(.lostReply)
            tell("the reply to desk \(desk.index) is lost")
            return false
        }
        return isAccepted
    }

    /// Pushes that were slow arrive.
    func deliver() throws {
        let due = delayed.filter { $0.due <= time }
        delayed.removeAll { $0.due <= time }
        for (_, push) in due {
            let old = remote.tip
            if try remote.receive(push), remote.tip != old {
                note(.delayedPush)
                tell("a slow push arrives")
            }
        }
    }

    private func isReachable(_ desk: Desk) -> Bool {
        guard desk.isPartitioned, !isHealed else { return true }
        note(.partition)
        return false
    }
}
