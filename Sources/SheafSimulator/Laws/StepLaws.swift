import SheafCore

/// What must hold after every step, of the desk that made it.
extension World {
    func checkStep(_ desk: Desk) throws {
        let database = desk.store.durable
        for place in desk.promised where database.places[place] == nil {
            // A restored database finds what the sidecar kept when it is next opened.
            guard desk.store.key == nil else {
                throw Violation(law: .durable, detail: "desk \(desk.index) has lost \(place.path) \(place.hash)")
            }
        }
        let ahead = database.clock.at - desk.wallMax
        guard desk.wallMax == 0 || ahead <= HybridClock.aheadMillisecondsMax + 60_000 else {
            throw Violation(law: .clock, detail: "desk \(desk.index) runs \(ahead) ms ahead of all its walls")
        }
        if chance.isLucky(80) { try checkFold(desk) }
        if swarm.has(.revokedKey), chance.isLucky(100) { try checkTrust(desk) }
    }

    /// - Parameter isThorough: also fold everything from scratch, in another order.
    func checkFold(_ desk: Desk, isThorough: Bool = false) throws {
        let database = desk.store.current
        let fold = database.views.foldDigest
        let known = foldsByFacts.updateValue(fold, forKey: database.digest)
        guard known == nil || known == fold else {
            throw Violation(law: .fold, detail: "desk \(desk.index) folds \(database.facts.count) facts otherwise than another desk")
        }
        // What follows from the facts alone was looked at when they were first seen together.
        guard known == nil || isThorough else { return }
        try checkVerdicts(database, desk)
        try checkSessions(database, desk)
        guard isThorough || chance.isLucky(200) else { return }
        var scratch = MemoryViews()
        scratch.insert(database.facts.shuffled(using: &chance).map { ($0.path.kind, HeldLine($0.line, isSigned: $0.isSigned)) })
        guard scratch.foldDigest == fold else {
            throw Violation(law: .scratch, detail: "desk \(desk.index) holds views that \(database.facts.count) facts do not give")
        }
    }

    private func checkVerdicts(_ database: Database, _ desk: Desk) throws {
        for fact in database.facts {
            switch hostiles.lines[fact.line.hash] {
            case .badSignature where fact.isSigned:
                throw Violation(law: .signature, detail: "desk \(desk.index) takes \(fact.line.hash) for signed")
            case .oversizedLine:
                throw Violation(law: .structure, detail: "desk \(desk.index) holds a line of \(fact.line.bytes.count) bytes")
            case .wrongShard where !fact.path.holds(fact.line.record):
                throw Violation(law: .structure, detail: "desk \(desk.index) holds \(fact.line.record) in \(fact.path)")
            default: break
            }
        }
        for fold in database.views.folds.values {
            guard !fold.heads.contains(where: { hostiles.lines[$0] == .badSignature }) else {
                throw Violation(law: .signature, detail: "desk \(desk.index) builds on a line that nobody signed")
            }
        }
    }

    /// The greatest `at` of any node of each replica.
    private func latestByReplica(_ database: Database) -> [ReplicaID: Int64] {
        database.facts.reduce(into: [:]) { latest, held in
            guard held.isSigned, let fact = facts.read(held.line, held.path.kind) else { return }
            latest[held.line.replica] = max(latest[held.line.replica] ?? 0, fact.time.at)
        }
    }

    /// The first fact that a command writes about a record names every node that no held node names, and nothing else.
    func checkNames(_ written: [Line], _ held: MemoryViews) throws {
        var seen: Set<RecordKey> = []
        for line in written {
            guard let kind = [RecordKind.session, .replica, .claim].first(where: { kind in
                ShardPath(kind: kind, record: line.record) != nil && (try? Fact(line, in: kind)).map { $0.belongs(in: kind) } == true
            }), let fact = try? Fact(line, in: kind), seen.insert(RecordKey(kind, line.record)).inserted else { continue }
            let nodes = held.lines(of: RecordKey(kind, line.record)).filter(\.isSigned).compactMap { facts.read($0.line, kind) }
            let named = Set(nodes.flatMap(\.after))
            let heads = nodes.map(\.hash.name).filter { !named.contains($0) }.sorted().prefix(Fact.afterCountMax)
            guard fact.after == Array(heads) else {
                throw Violation(law: .causality, detail: "\(line.hash) names \(fact.after.count) of \(heads.count) heads")
            }
        }
    }

    /// A member counts no later than a timeout behind what its writer knew: no clock holds a session open.
    private func checkActivity(_ session: SessionView, _ views: MemoryViews) throws {
        var latest = session.openedAt
        var memberCount: Int64 = 0
        for held in views.lines(of: RecordKey(.session, session.id)) where held.isSigned {
            guard let fact = facts.read(held.line, .session) else { continue }
            switch fact.body {
            case .member: memberCount += 1
            case .kept, .reopened: latest = max(latest, fact.time.at)
            default: break
            }
        }
        guard session.lastActivity <= latest + memberCount * session.periods.timeoutSeconds * 1000 else {
            throw Violation(law: .session, detail: "\(session.id) is active until \(session.lastActivity) with \(memberCount) members")
        }
    }

    /// A title that some later title's writer knew cannot stand.
    private func checkTitle(_ session: SessionView, _ views: MemoryViews) throws {
        let nodes = views.lines(of: RecordKey(.session, session.id)).filter(\.isSigned)
            .compactMap { facts.read($0.line, .session) }
        let byName = Dictionary(nodes.map { ($0.hash.name, $0) }) { first, _ in first }
        let titles = nodes.filter { if case .titled = $0.body { true } else { false } }
        var replaced: Set<LineName> = []
        for title in titles {
            var open = title.after
            var seen: Set<LineName> = []
            while let name = open.popLast() {
                guard seen.insert(name).inserted, let node = byName[name] else { continue }
                if case .titled = node.body { replaced.insert(name) }
                open += node.after
            }
        }
        let standing = titles.filter { !replaced.contains($0.hash.name) }.map { fact -> String in
            if case .titled(let text) = fact.body { text } else { "" }
        }
        guard titles.isEmpty || standing.contains(session.title ?? "") else {
            throw Violation(law: .later, detail: "\(session.id) is titled \(session.title ?? "nothing")")
        }
    }

    /// A session's commits that a true clock recorded keep it open for the period in force, whatever else is held.
    private func checkSessions(_ database: Database, _ desk: Desk) throws {
        let trueReplicas = Set(desks.filter(\.hasTrueClock).compactMap(\.store.current.replica))
            .subtracting(desks.filter { !$0.hasTrueClock }.compactMap(\.store.current.replica))
        let now = Self.start + time
        let latest = latestByReplica(database)
        for session in database.views.sessions {
            try checkDisplay(session, latest, at: now)
            try checkTitle(session, database.views)
            try checkActivity(session, database.views)
            guard session.periods == .standard else { continue }
            let limit = min(session.periods.warningSeconds, session.periods.timeoutSeconds) * 1000
            for commit in session.commits where commit.standing == .normal && commit.via == .window {
                guard trueReplicas.contains(commit.recordedBy), commit.time <= now else { continue }
                guard session.idleEnd >= min(commit.time, session.openedAt) + limit else {
                    throw Violation(law: .session, detail: "\(session.id) ends at \(session.idleEnd) before its commit \(commit.id)")
                }
            }
        }
    }

    /// Told again from the words of Protocol 6-fold, section 6, without `SessionDisplay`.
    private func checkDisplay(_ session: SessionView, _ latestByReplica: [ReplicaID: Int64], at now: Int64) throws {
        let latest = [session.owner, session.taking?.replica].compactMap { $0.flatMap { latestByReplica[$0] } }.max()
        let display = SessionDisplay(session, at: Instant(milliseconds: now), latestFactOfKeepers: latest)
        let isOver = session.end != nil || now >= session.idleEnd
        let isSilent = latest.map { $0 < session.idleEnd } ?? true
        let mayBeOrphan = session.end == nil && isSilent && now >= session.idleEnd + session.periods.orphanSeconds * 1000
        guard display.isOver == isOver, (display.state == .orphaned) == mayBeOrphan else {
            throw Violation(law: .display, detail: "\(session.id) is shown as \(display.state) at \(now)")
        }
    }
}

extension Fact {
    /// Whether the fact says something that records of this kind know.
    fileprivate func belongs(in kind: RecordKind) -> Bool {
        switch body {
        case .unknown, .invalid: false
        case .card: kind == .replica
        case .claim, .released: kind == .claim
        default: kind == .session
        }
    }
}

extension MemoryViews {
    /// Everything that was judged, sessions, claims and cards alike, as one hash.
    var foldDigest: LineHash {
        var bytes: [UInt8] = []
        for conflict in conflicts { bytes += conflict.storedBytes }
        for (commit, session) in primaries.sorted(by: { $0.key < $1.key }) { bytes += commit.bytes + session.bytes }
        for fold in folds.values.sorted(by: { $0.key < $1.key }) {
            bytes += fold.key.kind.name.utf8
            bytes += fold.key.id.bytes
            for count in [fold.nodeCount, fold.ignored.count] { withUnsafeBytes(of: count) { bytes += $0 } }
            bytes += fold.content.storedBytes
            for head in fold.heads { bytes += head.bytes }
        }
        return LineHash(of: bytes)
    }
}
