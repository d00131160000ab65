import SheafCore
import SheafStore
import Testing
import TestSupport

struct SessionQueryTests {
    private static let ada = AuthorSlug("ada")

    /// Sessions of one author that open at the given seconds behind `ScratchStore.now`, each with one commit.
    private func open(
        _ store: Store, author: String = "ada", at seconds: [Int64], worktree: String? = nil, firstCommit: Int = 0
    ) throws -> [RecordID] {
        let slug = try #require(AuthorSlug(author))
        return try store.write(now: ScratchStore.now) { transaction in
            try seconds.enumerated().map { index, second in
                let commit = RandomFacts.commit(firstCommit + index)
                let time = ScratchStore.now.milliseconds / 1000 + second
                let id = RecordID.session(author: slug, firstMember: .commit(commit), committedAt: time)
                let key = RecordKey(.session, id)
                try transaction.append(
                    .opened(
                        .init(
                            author: slug, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200,
                            isHeuristic: true, worktree: worktree.flatMap { WorktreeToken($0) })),
                    to: key, isHuman: false)
                try transaction.append(
                    .member(.init(key: .commit(commit), time: time * 1000)), to: key, isHuman: false)
                return id
            }
        }
    }

    @Test func `a session alone in its minute has no suffix, others have one that tells them apart`() throws {
        let scratch = try ScratchStore()
        let ids = try open(scratch.store, at: [0, 3600, 3601, 3602])
        try scratch.store.read { reader throws in
            let rows = try reader.sessions()
            #expect(rows.map(\.id) == ids)
            #expect(rows[0].displayID == "ada-20261118-1106")
            #expect(rows[0].fullDisplayID == "ada-20261118-1106-\(ids[0].hex.suffix(4))")
            for (row, id) in zip(rows, ids).dropFirst() {
                #expect(row.displayID == "ada-20261118-1206-\(id.hex.suffix(4))")
            }
        }
    }

    @Test func `every name of a session finds it, and an ambiguous one finds all it may mean`() throws {
        let scratch = try ScratchStore()
        let ids = try open(scratch.store, at: [0, 3600, 3601])
        let grace = try open(scratch.store, author: "grace-2", at: [0], firstCommit: 20)
        try scratch.store.write(now: ScratchStore.now) { transaction in
            let member = FactBody.Membership(key: .pullRequest(12), time: ScratchStore.now.milliseconds, state: .open)
            try transaction.append(.member(member), to: RecordKey(.session, ids[0]), isHuman: false)
        }
        try scratch.store.read { reader throws in
            func found(_ text: String) throws -> [RecordID] { try reader.sessions(matching: text).map(\.id) }
            for id in ids + grace {
                let row = try #require(try reader.session(id))
                #expect(try found(id.hex) == [id])
                #expect(try found(row.displayID) == [id])
                #expect(try found(row.fullDisplayID) == [id])
                #expect(try found(String(row.fullDisplayID.dropLast())) == [id])
            }
            for text in ["12", "#12", "pr:12"] { #expect(try found(text) == [ids[0]]) }
            #expect(try found(RandomFacts.commit(1).hex) == [ids[1]])
            #expect(try found("commit:\(RandomFacts.commit(1).hex.prefix(7))") == [ids[1]])
            #expect(try found("ada-20261118-1206") == [ids[1], ids[2]])
            #expect(try found("ada-2026") == ids)
            #expect(try found("ada-20261118-12") == [ids[1], ids[2]])
            #expect(try found("grace-2-202611") == grace)
            #expect(try found("ada") == ids)
            #expect(try found("13").isEmpty)
            #expect(try found("").isEmpty)
            #expect(try found("ada-20261119").isEmpty)
            #expect(try found("' OR 1=1 --").isEmpty)
        }
    }

    @Test func `filters bound by author, opening and latest activity`() throws {
        let scratch = try ScratchStore()
        let ids = try open(scratch.store, at: [0, 3600, 7200])
        let grace = try open(scratch.store, author: "grace", at: [3600], firstCommit: 20)
        let hour = ScratchStore.now.advanced(bySeconds: 3600)
        try scratch.store.read { reader throws in
            func found(_ filter: SessionFilter) throws -> Set<RecordID> { Set(try reader.sessions(filter).map(\.id)) }
            #expect(try found(SessionFilter(author: Self.ada)) == Set(ids))
            #expect(try found(SessionFilter(until: hour)) == Set(ids.prefix(2) + grace))
            #expect(try found(SessionFilter(since: hour)) == Set(ids.dropFirst() + grace))
            #expect(try found(SessionFilter(author: Self.ada, since: hour, until: hour)) == [ids[1]])
            let notOver = try reader.sessionsNotOver(at: hour.advanced(bySeconds: 1)).map(\.id)
            #expect(Set(notOver) == Set(ids.dropFirst() + grace))
        }
    }

    @Test func `the latest session of an author is the last one opened in time that is accepted`() throws {
        let scratch = try ScratchStore()
        let slug = try #require(Self.ada)
        let (left, right) = ("000000000000000a", "000000000000000b")
        let first = try open(scratch.store, at: [0, 3600], worktree: left)
        let second = try open(scratch.store, at: [7200], worktree: right, firstCommit: 20)
        try scratch.store.read { reader throws in
            func latest(_ token: String?, _ seconds: Int64) throws -> RecordID? {
                let instant = ScratchStore.now.advanced(bySeconds: seconds)
                let worktree = token.flatMap { WorktreeToken($0) }
                return try reader.latestSession(of: slug, openedAtOrBefore: instant) { view in
                    worktree.map { view.worktrees.contains($0) } ?? true
                }?.id
            }
            #expect(try latest(left, 9000) == first[1])
            #expect(try latest(right, 9000) == second[0])
            #expect(try latest(right, 7199) == nil)
            #expect(try latest(nil, 9000) == second[0])
            #expect(try latest(nil, 3599) == first[0])
        }
    }

    @Test func `a commit in two sessions has one primary, and the other one's loss is listed under both`() throws {
        let scratch = try ScratchStore()
        let ids = try open(scratch.store, at: [0, 600])
        let commit = RandomFacts.commit(0)
        try scratch.store.write(now: ScratchStore.now) { transaction in
            let member = FactBody.Membership(key: .commit(commit), time: ScratchStore.now.milliseconds, via: .hand)
            try transaction.append(.member(member), to: RecordKey(.session, ids[1]), isHuman: true)
        }
        try scratch.store.read { reader throws in
            #expect(try reader.primarySession(of: commit)?.id == ids[1])
            #expect(try reader.sessions(holding: .commit(commit)).map(\.id) == ids)
            for id in ids {
                let conflicts = try reader.conflicts(ConflictFilter(session: id))
                #expect(conflicts.map(\.rule) == [.sharedCommit])
                #expect(try reader.facts(of: conflicts[0]).count == 2)
                #expect(try reader.conflicts(idPrefix: String(conflicts[0].id.hex.prefix(8))) == conflicts)
            }
            #expect(try reader.openConflictCount() == 0)
        }
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.removed(.commit(commit)), to: RecordKey(.session, ids[1]), isHuman: true)
        }
        try scratch.store.read { reader throws in
            #expect(try reader.primarySession(of: commit)?.id == ids[0])
            #expect(try reader.conflicts().isEmpty)
            #expect(try reader.sessions(withoutByHand: commit).map(\.id) == [ids[1]])
            #expect(try reader.known(commit) == .member(ids[0]))
            #expect(try reader.known(RandomFacts.commit(200)) == nil)
            #expect(try reader.isMember(.commit(commit)))
        }
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.removed(.commit(commit)), to: RecordKey(.session, ids[0]), isHuman: true)
        }
        #expect(try scratch.store.read { try $0.known(commit) } == .removedByHand(ids[0]))
    }

    @Test func `an acknowledged conflict is listed only when asked for`() throws {
        let scratch = try ScratchStore()
        let id = try open(scratch.store, at: [0])[0]
        let key = RecordKey(.session, id)
        let path = try #require(ShardPath(kind: .session, record: id))
        let rival = try RandomFacts.key(9, 1).line(
            record: id, number: 1,
            body: Fact.object(
                .titled("Lexer"), time: HybridTime(at: ScratchStore.now.milliseconds), after: [], isHuman: true))
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.titled("Parser"), to: key, isHuman: true)
            try transaction.intake([ReceivedLine(path: path, line: rival, isSigned: true)], from: .remote)
        }
        let conflict = try #require(try scratch.store.read { try $0.conflicts(ConflictFilter(status: .open)) }.first)
        #expect(conflict.field == "title")
        #expect(try scratch.store.read { try $0.counts().openConflicts } == 1)
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.acknowledged([conflict.id]), to: key, isHuman: true)
        }
        try scratch.store.read { reader throws in
            #expect(try reader.conflicts(ConflictFilter(status: .open)).isEmpty)
            let all = try reader.conflicts(ConflictFilter(status: .open, includesAcknowledged: true))
            #expect(all.map(\.id) == [conflict.id])
            #expect(all[0].isAcknowledged)
            #expect(try reader.counts().openConflicts == 0)
        }
    }

    @Test func `a session is orphaned when its keepers have been silent everywhere`() throws {
        let scratch = try ScratchStore()
        let ids = try open(scratch.store, at: [0, 36_000])
        let later = ScratchStore.now.advanced(bySeconds: 20_000)
        let row = try #require(try scratch.store.read { try $0.session(ids[0]) })
        #expect(row.display(at: later).state == .orphaned)
        try scratch.store.write(now: ScratchStore.now.advanced(bySeconds: 1801)) { transaction in
            try transaction.append(.kept, to: RecordKey(.session, ids[1]), isHuman: true)
        }
        let awake = try #require(try scratch.store.read { try $0.session(ids[0]) })
        #expect(awake.display(at: later).state == .ended)
    }
}
