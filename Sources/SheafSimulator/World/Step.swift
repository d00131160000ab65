import SheafCore

/// The course of a world: steps in which somebody does something, then healing.
extension World {
    /// - Returns: what was seen.
    /// - Throws: `Violation`.
    func run() throws {
        let count = 200 + chance.roll(80)
        for _ in 0..<count { try step() }
        try heal()
    }

    private func step() throws {
        countStep()
        passSomeTime()
        try deliver()
        let desk = desks[chance.roll(desks.count)]
        if swarm.hasDecisions, chance.isLucky(80) { try attempt(desk, decide) }
        switch chance.roll(100) {
        case ..<8: try mishap()
        case ..<32: try attempt(desk) { try $0.open(in: self); try self.work($0) }
        case ..<37: try attempt(desk) { try $0.open(in: self); try self.project($0) }
        default: try exchange(desk)
        }
        try checkStep(desk)
    }

    private func passSomeTime() {
        switch chance.roll(20) {
        case 0: pass(chance.between(600_000, 10_800_000))
        case 1: pass(chance.between(0, 86_400_000))
        default: pass(chance.between(0, 60_000))
        }
    }

    /// What may end in a crash, at the latest when its fuse is short.
    func attempt(_ desk: Desk, _ body: (Desk) throws -> Void) throws {
        if strikes(.crash) { desk.fuse.stepsLeft = chance.roll(10) }
        do {
            try body(desk)
        } catch let crash as Fuse.Crash {
            self.crash(desk, at: crash.step)
        } catch let missing as MissingObject {
            throw Violation(law: .objects, detail: "desk \(desk.index) lacks \(missing.id)")
        } catch let refusal as Authorship.Refusal {
            guard case .mustMint = refusal else { throw Violation(law: .failure, detail: "desk \(desk.index): \(refusal)") }
            // Lines came back while the process ran; the next one mints.
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation(law: .failure, detail: "desk \(desk.index): \(error)")
        }
    }

    private func project(_ desk: Desk) throws {
        tell("desk \(desk.index) projects")
        _ = try desk.replication(in: self).project(tracking: chance.isLucky(700) ? Desk.tracking : nil)
    }

    /// One to several effects of the desk's exchange, which begins when none is under way.
    private func exchange(_ desk: Desk) throws {
        try attempt(desk) { desk in
            if desk.run == nil {
                try desk.open(in: self)
                desk.run = ExchangeRun(claim(by: desk), desk.store.current.retention)
            }
            for _ in 0..<(1 + chance.roll(6)) {
                guard let run = desk.run else { return }
                tell("desk \(desk.index) \(run.next)")
                guard let outcome = try run.step(desk, self) else { continue }
                tell("desk \(desk.index) ends: \(outcome)")
                desk.run = nil
            }
        }
    }

    /// Now and then somebody wants something; a claim that had no answer is gone on with.
    private func claim(by desk: Desk) -> ClaimRun? {
        guard chance.isLucky(150), let subject = chance.pick(subjects), let replica = desk.store.current.replica else {
            return nil
        }
        if let known = desk.unsettled.removeValue(forKey: subject), known.replica == replica { return known }
        return ClaimRun(subject: subject, by: replica)
    }
}
