import SheafCore

/// What people and agents do at a desk; each is one command of its own process.
extension World {
    func work(_ desk: Desk) throws {
        switch chance.roll(100) {
        case ..<46: try commit(desk)
        case ..<54: try importCommits(desk)
        case ..<60 where desk.isNewer: try writeFromTheFuture(desk)
        default: try changeSession(desk)
        }
    }

    // MARK: Commits

    private func commit(_ desk: Desk) throws {
        guard let id = ObjectID(bytes: chance.bytes(20)) else { preconditionFailure("BUG: 20 bytes are an object id") }
        let commit = AutomaticCommit(
            id: id, committedAt: wall(of: desk).milliseconds / 1000, touchesTests: chance.isLucky(300),
            touchesDocs: chance.isLucky(200), completes: chance.isLucky(60))
        commits[desk.author, default: []].append(commit)
        tell("desk \(desk.index) commits \(id.hex.prefix(8))")
        try record([commit], desk, worktree: desk.worktree)
    }

    private func importCommits(_ desk: Desk) throws {
        let known = commits[desk.author] ?? []
        guard !known.isEmpty else { return }
        tell("desk \(desk.index) imports history")
        try record(Array(known.suffix(1 + chance.roll(4))), desk, worktree: nil)
    }

    /// As `SheafWorkspace.Recorder` does it: the planner of one stream, one transaction.
    private func record(_ commits: [AutomaticCommit], _ desk: Desk, worktree: WorktreeToken?) throws {
        let author = desk.author
        try command(desk) { transaction in
            guard let replica = transaction.replica else { return }
            let views = transaction.views()
            let known = commits.filter { views.primaries[$0.id] != nil }.map(\.id)
            let sessions = views.sessions.filter {
                $0.author == author && (worktree == nil || $0.worktrees.isEmpty || $0.worktrees.contains { $0 == worktree })
            }
            let own = Set(sessions.map(\.id))
            let taken = views.sessions.filter {
                worktree != nil && $0.taking?.replica == replica && $0.taking?.author == author && !own.contains($0.id)
            }
            var planner = SessionPlanner(
                author: author, periods: .standard, sessions: sessions.map { StreamSession($0, for: replica) },
                taken: taken.map { StreamSession($0, for: replica) })
            let new = commits.filter { !known.contains($0.id) }
            for (commit, placement) in planner.plan(new) {
                switch placement {
                case .skip: continue
                case .open(let id):
                    let key = RecordKey(.session, id)
                    if views.folds[key] == nil {
                        let opening = SessionPeriods.standard.opening(author: author, worktree: worktree)
                        try transaction.append(.opened(opening), to: key, isHuman: false)
                    }
                    try transaction.append(.member(commit.membership(via: .window, worktree: worktree)), to: key, isHuman: false)
                case .join(let id, let via):
                    let member = commit.membership(via: via, worktree: worktree)
                    try transaction.append(.member(member), to: RecordKey(.session, id), isHuman: false)
                }
            }
        }
    }

    // MARK: Sessions

    private func changeSession(_ desk: Desk) throws {
        let views = desk.store.current.views
        guard let session = chance.pick(views.sessions.suffix(8)) else { return try commit(desk) }
        let body = change(of: session, views, desk)
        tell("desk \(desk.index) writes \(body) to session \(session.id.hex.prefix(8))")
        let isHuman = chance.isLucky(600)
        try command(desk) { transaction in
            try transaction.append(body, to: RecordKey(.session, session.id), isHuman: isHuman)
            if case .taken = body { try transaction.append(.kept, to: RecordKey(.session, session.id), isHuman: isHuman) }
        }
    }

    private func change(of session: SessionView, _ views: MemoryViews, _ desk: Desk) -> FactBody {
        let member = chance.pick(session.commits)?.id
        switch chance.roll(20) {
        case ..<5: return .titled(["", "Parser", "Lexer", "Joins"][chance.roll(4)])
        case ..<7: return .noted(["slow", "done", ""][chance.roll(3)])
        case 7: return .ended(chance.isLucky(600) ? .complete : .abandon)
        case 8: return .reopened
        case 9: return .kept
        case 10: return .taken(.init(author: desk.author, worktree: desk.worktree))
        case 11...13:
            let digest = LineHash(of: session.commits.flatMap { $0.id.bytes }).hex
            return .scored(.init(scorer: "rubric@1", members: digest, value: Int64(chance.roll(5)) * 250))
        case 14: return .member(.init(key: .pullRequest(Int64(1 + chance.roll(3))), time: wall(of: desk).milliseconds, state: [.open, .merged, .closed][chance.roll(3)]))
        case 15: return member.map { .removed(.commit($0)) } ?? .kept
        case 16:
            return member.map { .member(.init(key: .commit($0), time: wall(of: desk).milliseconds, via: .hand)) } ?? .kept
        case 17: return member.map { .corrected(commit: $0, isAutomatic: chance.isLucky(500)) } ?? .reopened
        default:
            let open = views.folds[RecordKey(.session, session.id)]?.conflicts.filter { !$0.isAcknowledged } ?? []
            return open.isEmpty ? .noted("read") : .acknowledged(open.prefix(4).map(\.id))
        }
    }

    // MARK: Other versions

    /// A newer version writes a kind of fact that the others do not know, or a kind of record.
    private func writeFromTheFuture(_ desk: Desk) throws {
        guard let replica = desk.store.current.replica, let key = desk.store.key else { return }
        let now = wall(of: desk)
        let session = chance.pick(desk.store.current.views.sessions)?.id
        let isForeignRecord = session == nil || chance.isLucky(400)
        let record = isForeignRecord ? newRecord(at: now) : session ?? newRecord(at: now)
        let places = ["zoo/", "zoo/\(now.description.prefix(7))/", "zoo/\(now.description.prefix(7))/\(now.description.dropFirst(8).prefix(2))/"]
        let foreign = ShardPath((chance.pick(places) ?? "zoo/") + String(record.lastDigit, radix: 16))
        guard let path = isForeignRecord ? foreign : ShardPath(kind: .session, record: record), path.holds(record) else { return }
        tell("desk \(desk.index) writes a kind of tomorrow to \(path)")
        let draft = RecordDraft(
            lines: desk.store.current.views.lines(of: RecordKey(path.kind, record)),
            heads: desk.store.current.views.folds[RecordKey(path.kind, record)]?.heads ?? [], replica: replica)
        var object: JSONObject = ["kind": "foretold", "at": .integer(max(now.milliseconds, 0)), "why": "nobody knows yet"]
        let after = draft.heads.map(\.name).sorted().prefix(Fact.afterCountMax)
        if !after.isEmpty { object["after"] = .array(after.map { .string($0.hex) }) }
        guard let line = try? key.line(record: record, number: draft.numberNext, body: object) else { return }
        hostiles.mark(line.hash, as: .unknownKind)
        try command(desk) { $0.append(foretold: line, at: path) }
    }
}
