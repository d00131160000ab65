import SheafCore
import SheafStore
import Testing
import TestSupport

struct AppendTests {
    private let session = ScratchStore.session(0)

    @Test func `facts of one transaction are numbered, chained and signed`() throws {
        let scratch = try ScratchStore()
        let lines = try scratch.store.write(now: ScratchStore.now) { transaction in
            try (0..<5).map { try transaction.append(.titled("Title \($0)"), to: session, isHuman: true) }
        }
        #expect(lines.map(\.number) == [1, 2, 3, 4, 5])
        #expect(lines.allSatisfy { $0.isSignatureValid() })
        let facts = try lines.map { try Fact($0, in: .session) }
        #expect(facts.map(\.after) == [[]] + lines.dropLast().map { [$0.hash.name] })
        #expect(zip(facts, facts.dropFirst()).allSatisfy { $0.time < $1.time }, "one millisecond, rising counters")
        #expect(try scratch.store.read { try $0.session(session.id) }?.view.title == "Title 4")
    }

    @Test func `a fact names every line that nobody has named`() throws {
        let scratch = try ScratchStore()
        let peers = try (1...3).map { index in
            try RandomFacts.key(9, index).line(
                record: session.id, number: 1,
                body: Fact.object(.kept, time: HybridTime(at: 1), after: [], isHuman: true))
        }
        try scratch.store.write(now: ScratchStore.now) { transaction in
            let path = try #require(ShardPath(kind: .session, record: session.id))
            let received = peers.map { ReceivedLine(path: path, line: $0, isSigned: true) }
            #expect(try transaction.intake(received + received, from: .remote) == 3)
            let line = try transaction.append(.kept, to: session, isHuman: true)
            #expect(try Fact(line, in: .session).after == peers.map(\.hash.name).sorted())
        }
        #expect(try scratch.store.read { try $0.outbox(limit: 10).count } == 1, "peers' lines are on the remote")
    }

    @Test func `more heads than one fact can name are spread over several`() throws {
        let scratch = try ScratchStore()
        try scratch.store.write(now: ScratchStore.now) { transaction in
            let path = try #require(ShardPath(kind: .session, record: session.id))
            let peers = try (1...100).map { index in
                try RandomFacts.key(9, index).line(
                    record: session.id, number: 1,
                    body: Fact.object(.kept, time: HybridTime(at: 1), after: [], isHuman: true))
            }
            try transaction.intake(peers.map { ReceivedLine(path: path, line: $0, isSigned: true) }, from: .remote)
            let first = try Fact(transaction.append(.kept, to: session, isHuman: true), in: .session)
            let second = try Fact(transaction.append(.kept, to: session, isHuman: true), in: .session)
            #expect(first.after.count == Fact.afterCountMax)
            #expect(Set(first.after + second.after) == Set(peers.map(\.hash.name) + [first.hash.name]))
        }
    }

    @Test func `a body out of bounds writes nothing, and the transaction goes on`() throws {
        let scratch = try ScratchStore()
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.kept, to: session, isHuman: true)
            #expect(throws: FactError.self) {
                try transaction.append(.titled(String(repeating: "x", count: 2000)), to: session, isHuman: true)
            }
            let line = try transaction.append(.kept, to: session, isHuman: true)
            #expect(line.number == 2)
        }
        #expect(try scratch.store.read { try $0.facts(of: session).count } == 2)
    }

    @Test func `a transaction that throws leaves nothing`() throws {
        let scratch = try ScratchStore()
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            try scratch.store.write(now: ScratchStore.now) { transaction in
                try transaction.append(.kept, to: session, isHuman: true)
                throw Refusal()
            }
        }
        #expect(try scratch.store.read { try $0.counts().facts } == 0)
        #expect(try scratch.store.read { try $0.clock() } == HybridTime(at: 0))
    }

    @Test func `two connections that write in turn make one chain without forks`() throws {
        let scratch = try ScratchStore()
        let stores = [scratch.store, try scratch.reopened()]
        let lines = try [0, 0, 1, 0, 1, 1, 0].enumerated().map { index, store in
            try stores[store].write(now: ScratchStore.now) { transaction in
                try transaction.append(.titled("Title \(index)"), to: session, isHuman: true)
            }
        }
        #expect(lines.map(\.number) == [1, 2, 3, 4, 5, 6, 7])
        #expect(try lines.map { try Fact($0, in: .session).after } == [[]] + lines.dropLast().map { [$0.hash.name] })
        #expect(try scratch.store.verify(checkingSignatures: true).isEmpty)
    }

    @Test func `what was received, undone or written as another replica between two facts is known to the second`() throws {
        let scratch = try ScratchStore()
        let path = try #require(ShardPath(kind: .session, record: session.id))
        func append() throws -> Fact {
            let line = try scratch.store.write(now: ScratchStore.now) {
                try $0.append(.kept, to: session, isHuman: true)
            }
            return try Fact(line, in: .session)
        }
        let first = try append()
        let peer = try RandomFacts.key(9, 1).line(
            record: session.id, number: 1, body: Fact.object(.kept, time: HybridTime(at: 1), after: [], isHuman: true))
        try scratch.store.write(now: ScratchStore.now) {
            try $0.intake([ReceivedLine(path: path, line: peer, isSigned: true)], from: .remote)
        }
        let second = try append()
        #expect(second.after == [first.hash.name, peer.hash.name].sorted())
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            try scratch.store.write(now: ScratchStore.now) { transaction in
                try transaction.append(.kept, to: session, isHuman: true)
                throw Refusal()
            }
        }
        let third = try append()
        #expect(third.after == [second.hash.name] && third.line.number == 3)
        try scratch.store.bind(to: RandomFacts.key(7, 7))
        let fourth = try append()
        #expect(fourth.after == [third.hash.name] && fourth.line.number == 1)
        #expect(try scratch.store.verify(checkingSignatures: true).isEmpty)
    }

    @Test func `a peer's clock is followed, unless it is more than ten minutes ahead`() throws {
        let scratch = try ScratchStore()
        let path = try #require(ShardPath(kind: .session, record: session.id))
        func intake(at: Int64, number: Int64) throws {
            let body = Fact.object(.kept, time: HybridTime(at: at), after: [], isHuman: true)
            let line = try RandomFacts.key(9, 1).line(record: session.id, number: number, body: body)
            try scratch.store.write(now: ScratchStore.now) {
                try $0.intake([ReceivedLine(path: path, line: line, isSigned: true)], from: .remote)
            }
        }
        let now = ScratchStore.now.milliseconds
        try intake(at: now + 500_000, number: 1)
        #expect(try scratch.store.read { try $0.clock() } == HybridTime(at: now + 500_000))
        try intake(at: now + 600_001, number: 2)
        #expect(try scratch.store.read { try $0.clock() } == HybridTime(at: now + 500_000))
        let line = try scratch.store.write(now: ScratchStore.now) { try $0.append(.kept, to: session, isHuman: true) }
        #expect(try Fact(line, in: .session).time == HybridTime(at: now + 500_000, counter: 1))
    }

    @Test func `without a key, or with another replica's, nothing is written`() throws {
        let scratch = try ScratchStore()
        let other = try Store(StoreDirectory(path: scratch.directory.file("sheaf")))
        #expect(throws: StoreError.noKey) {
            try other.write(now: ScratchStore.now) { try $0.append(.kept, to: session, isHuman: true) }
        }
        let minted = RandomFacts.key(7, 7)
        try other.bind(to: minted)
        #expect(throws: StoreError.replicaChanged(found: minted.replica, expected: scratch.key.replica)) {
            try scratch.store.write(now: ScratchStore.now) { try $0.append(.kept, to: session, isHuman: true) }
        }
    }

    @Test func `a line of an unknown kind is carried in every path that it came in`() throws {
        let scratch = try ScratchStore()
        let id = RecordID(time: ScratchStore.now, entropy: [UInt8](repeating: 3, count: 10))
        let line = try RandomFacts.key(9, 1).line(record: id, number: 1, body: ["kind": "later", "at": 5])
        let day = CivilTime(ScratchStore.now).date
        let digit = String(id.lastDigit, radix: 16)
        let paths = try ["plans/\(digit)", "plans/\(day.monthDescription)/\(digit)"].map { try #require(ShardPath($0)) }
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.intake(paths.map { ReceivedLine(path: $0, line: line, isSigned: true) }, from: .remote)
        }
        try scratch.store.read { reader throws in
            #expect(try reader.paths() == paths.sorted())
            for path in paths { #expect(try reader.lines(in: path) == [line]) }
        }
    }
}
