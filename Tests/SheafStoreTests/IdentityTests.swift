import Foundation
import SheafCore
import SheafStore
import Testing
import TestSupport

struct IdentityTests {
    @Test func `each row of the design's table`() {
        let replica = RandomFacts.key(1, 0).replica
        func decide(
            replica: ReplicaID?, keyPath: String?, alive: Bool = true, lacks: Bool = false, restored: Bool = false
        ) -> ReplicaIdentity {
            var evidence = ReplicaIdentity.Evidence(path: "/here")
            evidence.replica = replica
            evidence.keyPath = keyPath
            evidence.isOtherAlive = alive
            evidence.lacksOwnLines = lacks
            evidence.isRestored = restored
            return ReplicaIdentity(evidence)
        }
        #expect(decide(replica: replica, keyPath: "/here") == .keep)
        #expect(decide(replica: replica, keyPath: "/gone", alive: false) == .rebind)
        #expect(decide(replica: replica, keyPath: "/original", alive: true) == .mint(.copied))
        #expect(decide(replica: replica, keyPath: nil) == .mint(.keyMissing))
        #expect(decide(replica: nil, keyPath: nil) == .mint(.firstUse))
        #expect(decide(replica: replica, keyPath: "/here", lacks: true) == .mint(.databaseBehind))
        #expect(decide(replica: replica, keyPath: "/here", restored: true) == .mint(.restored))
        #expect(decide(replica: replica, keyPath: "/gone", alive: false, lacks: true) == .mint(.databaseBehind))
    }

    /// A machine with a key folder and repositories, and seeds that are never given twice.
    private final class Machine {
        let directory: TemporaryDirectory
        let keys: KeyStore
        private var seedCount = UInt64(0)

        init() throws {
            directory = try TemporaryDirectory()
            keys = KeyStore(directory: directory.file("state/sheaf/keys"))
        }

        func open(_ name: String) throws -> (store: Store, replica: ReplicaID, identity: ReplicaIdentity) {
            let store = try Store(StoreDirectory(path: directory.file(name)))
            let (replica, identity) = try store.identify(keys, now: ScratchStore.now) {
                seedCount += 1
                var generator = SeededGenerator(seed: seedCount)
                return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            }
            return (store, replica, identity)
        }

        /// A line that the replica would write if it were further on.
        func future(of replica: ReplicaID) throws -> ArrivedLine {
            let session = ScratchStore.session(0)
            let key = try #require(try keys.entry(of: replica)).key
            let body = Fact.object(.kept, time: HybridTime(at: 9), after: [], isHuman: true)
            return ArrivedLine(
                path: try #require(ShardPath(kind: .session, record: session.id)),
                line: try key.line(record: session.id, number: 2, body: body))
        }

        @discardableResult
        func write(_ store: Store) throws -> Line {
            try store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        }
    }

    @Test func `a new database mints, and every later opening keeps`() throws {
        let machine = try Machine()
        let first = try machine.open("a")
        #expect(first.identity == .mint(.firstUse))
        for _ in 0..<3 {
            let again = try machine.open("a")
            #expect(again.identity == .keep)
            #expect(try machine.write(again.store).replica == first.replica)
        }
        let file = machine.keys.path(of: first.replica)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        let folder = machine.keys.directory
        #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        #expect(try machine.keys.entry(of: first.replica)?.path == machine.directory.file("a"))
    }

    @Test func `a moved repository keeps its replica, a copied one gets its own`() throws {
        let machine = try Machine()
        let original = try machine.open("a")
        try machine.write(original.store)
        try FileManager.default.copyItem(atPath: machine.directory.file("a"), toPath: machine.directory.file("b"))
        let copy = try machine.open("b")
        #expect(copy.identity == .mint(.copied))
        #expect(try machine.write(copy.store).replica == copy.replica)
        #expect(copy.replica != original.replica)
        #expect(try machine.open("b").identity == .keep)
        #expect(try machine.open("a").identity == .keep)

        try FileManager.default.moveItem(atPath: machine.directory.file("a"), toPath: machine.directory.file("c"))
        let moved = try machine.open("c")
        #expect(moved.identity == .rebind)
        #expect(moved.replica == original.replica)
        #expect(try machine.open("c").identity == .keep)
    }

    @Test func `a repository reached through a symbolic link is the same one`() throws {
        let machine = try Machine()
        let first = try machine.open("a")
        try FileManager.default.createSymbolicLink(
            atPath: machine.directory.file("link"), withDestinationPath: machine.directory.file("a"))
        let again = try machine.open("link")
        #expect(again.identity == .keep)
        #expect(again.replica == first.replica)
    }

    @Test(arguments: [true, false]) func `a lost or damaged key mints`(isDamaged: Bool) throws {
        let machine = try Machine()
        let first = try machine.open("a")
        let file = machine.keys.path(of: first.replica)
        try FileManager.default.removeItem(atPath: file)
        if isDamaged { try Data("{\"path\":\"/a\",\"seed\":\"00\"}".utf8).write(to: URL(fileURLWithPath: file)) }
        let again = try machine.open("a")
        #expect(again.identity == .mint(.keyMissing))
        #expect(again.replica != first.replica)
    }

    @Test func `own lines that the database lacks stop its writes until a new replica is minted`() throws {
        let machine = try Machine()
        let first = try machine.open("a")
        try machine.write(first.store)
        let session = ScratchStore.session(0)
        let future = try machine.future(of: first.replica)
        try first.store.write(now: ScratchStore.now) { try $0.intake([ReceivedLine(future, isSigned: true)], from: .local) }
        #expect(throws: StoreError.mustMint(.databaseBehind)) { try machine.write(first.store) }
        let again = try machine.open("a")
        #expect(again.identity == .mint(.databaseBehind))
        let line = try machine.write(again.store)
        #expect(line.replica == again.replica)
        #expect(line.number == 1)
        #expect(try again.store.read { try $0.facts(of: session).count } == 3)
        #expect(throws: StoreError.replicaChanged(found: again.replica, expected: first.replica)) {
            try machine.write(first.store)
        }
    }

    @Test func `a restored database mints once`() throws {
        let machine = try Machine()
        let first = try machine.open("a")
        try first.store.write(now: ScratchStore.now) { try $0.requireMinting(.restored) }
        #expect(try machine.open("a").identity == .mint(.restored))
        #expect(try machine.open("a").identity == .keep)
    }

    @Test func `a forged line in this replica's name does not make it mint`() throws {
        let machine = try Machine()
        let first = try machine.open("a")
        let forged = try machine.future(of: first.replica)
        try first.store.write(now: ScratchStore.now) { try $0.intake([ReceivedLine(forged, isSigned: false)], from: .remote) }
        #expect(try machine.open("a").identity == .keep)
    }

    @Test func `a claim whose settlement was lost does not make its writer mint`() throws {
        let machine = try Machine()
        let store = try machine.open("a").store
        let record = RecordID(time: ScratchStore.now, entropy: [UInt8](repeating: 5, count: 10))
        let attempt = try store.write(now: ScratchStore.now) { transaction in
            try transaction.attempt(.init(subject: "work/1", fence: 1, leaseSeconds: 60), record: record)
        }
        try store.write(now: ScratchStore.now) { transaction in
            try transaction.intake([ReceivedLine(attempt, isSigned: true)], from: .remote)
        }
        #expect(try machine.open("a").identity == .keep)
        try store.write(now: ScratchStore.now) { try $0.settleAttempt(record, isInForce: true) }
        #expect(try store.read { try $0.attempts().isEmpty })
    }

    @Test func `two processes that open a copied database mint one replica`() async throws {
        let machine = try Machine()
        try machine.write(machine.open("a").store)
        try FileManager.default.copyItem(atPath: machine.directory.file("a"), toPath: machine.directory.file("b"))
        let (keys, path) = (machine.keys, machine.directory.file("b"))
        let replicas = try await withThrowingTaskGroup(of: ReplicaID.self) { group in
            for index in 0..<8 {
                group.addTask {
                    let store = try Store(StoreDirectory(path: path))
                    return try store.identify(keys, now: ScratchStore.now) {
                        RandomFacts.key(99, index).seed
                    }.replica
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(replicas.count == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: keys.directory)
        #expect(files.count == 2, "the original's and the copy's, no left-overs: \(files)")
    }

    @Test func `a key that a killed process was writing is removed an hour later`() throws {
        let machine = try Machine()
        let (_, replica, _) = try machine.open("one")
        let unfinished = machine.keys.path(of: replica) + ".new-4711-1"
        for (age, isKept) in [(60.0, true), (7200.0, false)] {
            #expect(FileManager.default.createFile(atPath: unfinished, contents: Data("x".utf8)))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: unfinished)
            #expect(try machine.open("one").identity == .keep)
            #expect(FileManager.default.fileExists(atPath: unfinished) == isKept)
        }
    }

    @Test func `the keys of a folder are removed with it, others stay`() throws {
        let machine = try Machine()
        let (first, second) = (try machine.open("a").replica, try machine.open("b").replica)
        try machine.keys.removeKeys(serving: StoreDirectory(path: machine.directory.file("a")))
        #expect(try machine.keys.entry(of: first)?.path == nil)
        #expect(try machine.keys.entry(of: second)?.path == machine.directory.file("b"))
    }
}
