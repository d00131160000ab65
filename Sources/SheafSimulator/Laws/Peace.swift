import SheafCore

/// The first part of healing where clones have policies of their own: nothing goes wrong any more, and nobody agrees.
extension World {
    /// Everybody exchanges until nobody pushes, each under its own policy; then the policies are lifted everywhere, and all
    /// that was ever acknowledged has to come together.
    func settleApart() throws {
        guard desks.contains(where: { !$0.policy.keepsEverything }) else { return }
        // Everybody pushes at most once more behind the last news; a replica that is minted meanwhile writes a card, which is.
        var rest = 40 * desks.count
        var isQuiet = false
        while !isQuiet {
            let before = (remote.acceptedCount, factCount)
            for desk in desks.shuffled(using: &chance) {
                guard case .inSync = try wholeExchange(desk) else {
                    throw Violation(law: .peace, detail: "desk \(desk.index) cannot exchange in a healed world")
                }
                rest -= 1
                tell("desk \(desk.index) has exchanged under its own policy; \(remote.acceptedCount - before.0) pushes in this round")
            }
            isQuiet = before == (remote.acceptedCount, factCount)
            guard isQuiet || rest > 0 else {
                throw Violation(law: .peace, detail: "\(desks.count) desks push for ever")
            }
        }
        try checkRetained()
        for desk in desks { desk.policy = .everything }
    }

    private func checkRetained() throws {
        let policies = Set(desks.map(\.policy))
        for (place, index) in ledger.promises {
            guard let fact = desks.lazy.compactMap({ $0.store.durable.fact(at: place) }).first else {
                throw Violation(law: .kept, detail: "nobody holds \(place.path) \(place.hash) of desk \(index)")
            }
            guard !policies.contains(where: { $0.concerns(place.path, fact.line.record) }) else { continue }
            for desk in desks where desk.store.durable.places[place] == nil {
                throw Violation(law: .retained, detail: "desk \(desk.index) lacks \(place.path) \(place.hash)")
            }
        }
    }
}
