import SheafCore
@testable import SheafStore
import Testing
import TestSupport

struct RecordKeepingTests {
    private let session = ScratchStore.session(0)

    @Test func `an operation lists the facts that it wrote and what takes it back, once`() throws {
        let scratch = try ScratchStore()
        let inverse = [Operation.Change(record: session, body: .titled("")), .init(record: session, body: .removed(.pullRequest(3)))]
        let numbers = try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.titled("Parser"), to: session, isHuman: true)
            try transaction.append(.kept, to: session, isHuman: true)
            let first = try transaction.log("session title", inverse: inverse)
            try transaction.append(.kept, to: session, isHuman: true)
            return [first, try transaction.log("session keep-open", inverse: nil)]
        }
        try scratch.store.read { reader throws in
            let operations = try reader.operations(limit: 10)
            #expect(operations.map(\.number) == numbers.reversed())
            #expect(operations[1].inverse == inverse)
            #expect(operations[0].inverse == nil)
            #expect(try reader.facts(of: operations[1]).compactMap(\.fact?.body) == [.titled("Parser"), .kept])
            #expect(try reader.facts(of: operations[0]).compactMap(\.fact?.body) == [.kept])
        }
        let undoing = try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.log("undo", inverse: nil, undoes: numbers[0])
        }
        try scratch.store.read { reader throws in
            #expect(try reader.undoing(numbers[0]) == undoing)
            #expect(try reader.undoing(numbers[1]) == nil)
        }
        #expect(throws: StoreError.self) {
            try scratch.store.write(now: ScratchStore.now) { try $0.log("undo", inverse: nil, undoes: numbers[0]) }
        }
    }

    @Test func `the outbox empties up to what the remote has`() throws {
        let scratch = try ScratchStore()
        let sessions = (1...20).map(ScratchStore.session)
        let other = try #require(sessions.first { $0.id.lastDigit != session.id.lastDigit })
        try scratch.store.write(now: ScratchStore.now) { transaction in
            for key in [session, other, session, other] { try transaction.append(.kept, to: key, isHuman: true) }
        }
        let pending = try scratch.store.read { try $0.outbox(limit: 10) }
        #expect(pending.map(\.sequence) == [1, 2, 3, 4])
        #expect(try scratch.store.read { try $0.outbox(after: 2, limit: 1).map(\.sequence) } == [3])
        let kept = try #require(ShardPath(kind: .session, record: other.id))
        try scratch.store.write(now: ScratchStore.now) { try $0.clearOutbox(upTo: 3, keeping: [kept]) }
        #expect(try scratch.store.read { try $0.outbox(limit: 10).map(\.sequence) } == [2, 4])
        try scratch.store.write(now: ScratchStore.now) { try $0.clearOutbox(upTo: 4) }
        #expect(try scratch.store.read { try $0.counts().pending } == 0)
    }

    @Test func `nothing is consented to until somebody does, and syncing does not`() throws {
        let scratch = try ScratchStore()
        let url = "https://git.example.org/a.git"
        try scratch.store.write(now: ScratchStore.now) { try $0.noteExchange(with: url, tip: nil, factCount: 3) }
        #expect(try scratch.store.read { try $0.remote(url) }?.consentedAt == nil)
        try scratch.store.write(now: ScratchStore.now) { try $0.consent(to: url) }
        let later = ScratchStore.now.advanced(bySeconds: 60)
        try scratch.store.write(now: later) { transaction in
            try transaction.consent(to: url)
            try transaction.noteExchange(with: url, tip: RandomFacts.commit(1), factCount: nil)
        }
        let row = try #require(try scratch.store.read { try $0.remote(url) })
        #expect(row.consentedAt == ScratchStore.now)
        #expect(row.syncedAt == later)
        #expect(row.tip == RandomFacts.commit(1))
        #expect(row.factCount == 3)
        #expect(try scratch.store.read { try $0.remote("https://git.example.org/b.git") } == nil)
        try scratch.store.write(now: later) { try $0.withdrawConsent(to: url) }
        #expect(try scratch.store.read { try $0.remotes() }.map(\.consentedAt) == [nil])
    }

    @Test func `quarantine counts what comes again and forgets the oldest beyond its bound`() throws {
        let scratch = try ScratchStore()
        func item(_ index: Int) -> QuarantinedItem {
            QuarantinedItem(
                source: "origin", path: "sessions/\u{1b}[31m", object: RandomFacts.commit(1), failure: .badGrammar,
                sample: Array("line \(index)".utf8) + [0, 255])
        }
        try scratch.store.write(now: ScratchStore.now) { try $0.quarantine((0..<10_500).map(item)) }
        #expect(try scratch.store.read { try $0.quarantineCount() } == Transaction.quarantineRowCountMax)
        let later = ScratchStore.now.advanced(bySeconds: 5)
        try scratch.store.write(now: later) { try $0.quarantine([item(10_499)]) }
        let rows = try scratch.store.read { try $0.quarantine(limit: 2) }
        #expect(rows[0] == QuarantineRow(item: item(10_499), count: 2, firstSeen: ScratchStore.now, lastSeen: later))
        #expect(rows[1].item == item(10_498))
        try scratch.store.write(now: later) { try $0.clearQuarantine(source: "origin") }
        #expect(try scratch.store.read { try $0.counts().quarantined } == 0)
    }

    @Test func `an attempted claim is no fact until its push is accepted`() throws {
        let scratch = try ScratchStore()
        let claim = FactBody.Claim(subject: "work/7", fence: 2, leaseSeconds: 60)
        let records = (1...2).map { RecordID(time: ScratchStore.now, entropy: [UInt8](repeating: $0, count: 10)) }
        let lines = try scratch.store.write(now: ScratchStore.now) { transaction in
            try records.map { try transaction.attempt(claim, record: $0) }
        }
        try scratch.store.read { reader throws in
            let attempts = try reader.attempts()
            #expect(Set(attempts) == Set(lines))
            #expect(try reader.counts().facts == 0)
            #expect(try reader.claims(on: "work/7").isEmpty)
        }
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.settleAttempt(records[0], isInForce: true)
            try transaction.settleAttempt(records[1], isInForce: false)
        }
        try scratch.store.read { reader throws in
            #expect(try reader.attempts().isEmpty)
            #expect(try reader.claims(on: "work/7").map(\.line) == [lines[0].line.hash])
            #expect(try reader.counts().pending == 0, "the remote has it")
        }
    }

    @Test func `local details, authors, worktrees and cursors are remembered`() throws {
        let scratch = try ScratchStore()
        let details = CommitDetails(subject: "wip: parser", paths: ["Sources/a b.swift", "x"])
        let token = try #require(WorktreeToken("00000000000000aa"))
        let fresh = try #require(WorktreeToken("00000000000000bb"))
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.remember(details, of: RandomFacts.commit(1))
            try transaction.remember(authorEmail: "ada@example.org", of: session.id)
            try transaction.setCursor("import", to: "42")
            #expect(try transaction.worktreeToken(gitDirectory: "/a/.git") { token } == token)
            #expect(try transaction.worktreeToken(gitDirectory: "/a/.git") { fresh } == token)
        }
        try scratch.store.read { reader throws in
            #expect(try reader.details(of: RandomFacts.commit(1)) == details)
            #expect(try reader.details(of: RandomFacts.commit(2)) == nil)
            #expect(try reader.authorEmail(of: session.id) == "ada@example.org")
            #expect(try reader.cursor("import") == "42")
        }
        try scratch.store.write(now: ScratchStore.now) { try $0.setCursor("import", to: nil) }
        #expect(try scratch.store.read { try $0.cursor("import") } == nil)
    }

    @Test func `replicas are counted by their signed facts and named by their cards`() throws {
        let scratch = try ScratchStore()
        let card = FactBody.Card(name: "laptop", formats: [1], rules: [1])
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.card(card), to: RecordKey(.replica, scratch.key.replica.record), isHuman: false)
            try transaction.append(.kept, to: session, isHuman: false)
        }
        let rows = try scratch.store.read { try $0.replicas() }
        #expect(rows == [ReplicaRow(replica: scratch.key.replica, card: card, latestAt: ScratchStore.now, factCount: 2)])
    }
}
