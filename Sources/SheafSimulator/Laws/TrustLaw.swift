import SheafCore

/// What a desk has decided about keys says whose facts may bring something about, and nothing else: the fold of equal facts is
/// looked at wherever they are held, whatever is trusted there.
extension World {
    func checkTrust(_ desk: Desk) throws {
        let database = desk.store.current
        guard database.facts.count > 0 else { return }
        let own = database.replica.map { [$0] } ?? []
        let trust = Trust(own: Set(own), decisions: desk.decisions.shuffled(using: &chance))
        let now = Instant(milliseconds: Self.start + time)
        for _ in 0..<4 {
            let held = database.facts[chance.roll(database.facts.count)]
            guard let fact = facts.read(held.line, held.path.kind) else { continue }
            let isElsewhere = chance.isLucky(100)
            let record = isElsewhere ? newRecord(at: now) : held.line.record
            let demand = Trust.Demand(record: RecordKey(held.path.kind, record), repository: nil, now: now)
            let answer = trust.authorises(fact, of: held.path.kind, isSigned: held.isSigned, naming: nil, demand)
            // Told again: the last decision about the writer counts, and without one only what was written here.
            let decision = desk.decisions.last { $0.replica == held.line.replica }
            let isLetIn: Bool = switch decision?.verdict {
            case .revoked: false
            case .trusted(let span): span.contains(now) && span.contains(Instant(milliseconds: fact.time.at))
            case nil: own.contains(held.line.replica)
            }
            guard (answer == .granted) == (isLetIn && held.isSigned && !isElsewhere) else {
                throw Violation(law: .trust, detail: "desk \(desk.index) answers \(answer) for \(held.line.hash)")
            }
            if case .refused(.revoked) = answer { note(.revokedKey) }
        }
    }
}
