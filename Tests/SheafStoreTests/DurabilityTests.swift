import Foundation
import GRDB
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

/// What is acknowledged stays, whoever dies when.
struct DurabilityTests {
    private static let childDirectory = ProcessInfo.processInfo.environment["SHEAF_STORE_CHILD_DIRECTORY"]
    private static let childTask = ProcessInfo.processInfo.environment["SHEAF_STORE_CHILD_TASK"]

    private static func child(_ task: String, _ scratch: ScratchStore) -> TestProgram {
        TestProgram(
            test: "writesForAnotherTest",
            environment: [
                "SHEAF_STORE_CHILD_DIRECTORY": scratch.directory.file("sheaf"), "SHEAF_STORE_CHILD_TASK": task,
            ])
    }

    /// The child's part: tasks are `endless`, `inside` and a number of facts.
    @Test(.enabled(if: childDirectory != nil, "runs in child processes of the tests below"))
    func writesForAnotherTest() throws {
        let store = try Store(StoreDirectory(path: try #require(Self.childDirectory)))
        store.use(RandomFacts.key(1, 0))
        let task = try #require(Self.childTask)
        var count = Int(task) ?? .max
        while count > 0 {
            count -= 1
            let line = try store.write(now: ScratchStore.now) { transaction in
                let line = try transaction.append(.kept, to: ScratchStore.session(count % 3), isHuman: true)
                if task == "inside", line.number == 3 {
                    TestProgram.report("inside \(line.hash)")
                    pause()
                }
                return line
            }
            TestProgram.report("\(line.hash)")
        }
    }

    private func heldHashes(_ store: Store) throws -> Set<String> {
        Set(try store.read { try $0.facts(after: 0, limit: .max) }.map(\.line.hash.hex))
    }

    @Test func `a commit is synced to the disk, and the log is moved only under the lock`() throws {
        let scratch = try ScratchStore()
        for store in [scratch.store, try scratch.reopened()] {
            try store.queue.writeWithoutTransaction { db throws in
                func pragma(_ name: String) throws -> String? { try String.fetchOne(db, sql: "PRAGMA \(name)") }
                #expect(try pragma("synchronous") == "2")
                #expect(try pragma("journal_mode") == "wal")
                #expect(try pragma("wal_autocheckpoint") == "0")
                #expect(try pragma("trusted_schema") == "0")
                #expect(try pragma("cell_size_check") == "1")
                #expect(try pragma("busy_timeout") == "30000")
            }
        }
    }

    @Test func `everything in the folder is the user's alone`() throws {
        let scratch = try ScratchStore()
        let folder = scratch.directory.file("sheaf")
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(folder) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["lock", "sheaf.db", "sheaf.db-shm", "sheaf.db-wal"])
        for name in names { #expect(try mode("\(folder)/\(name)") == 0o600, "\(name)") }
    }

    @Test(arguments: [1, 2, 5, 13, 40]) func `a writer that is killed loses nothing acknowledged`(count: Int) throws {
        let scratch = try ScratchStore()
        let acknowledged = try Self.child("endless", scratch).runAndKill(afterReports: count)
        let store = try scratch.reopened()
        #expect(try heldHashes(store).isSuperset(of: acknowledged))
        #expect(try store.verify(checkingSignatures: true).isEmpty)
        try store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        #expect(try heldHashes(scratch.store).count > acknowledged.count, "the other connection sees it too")
    }

    @Test func `a writer that is killed inside a transaction leaves nothing of it, and no lock`() throws {
        let scratch = try ScratchStore()
        let reports = try Self.child("inside", scratch).runAndKill(afterReports: 7)
        let inside = try #require(reports.last?.split(separator: " ").last.map(String.init))
        #expect(reports.last?.hasPrefix("inside") == true)
        let held = try heldHashes(scratch.store)
        #expect(held == Set(reports.dropLast()))
        #expect(!held.contains(inside))
        let line = try scratch.store.write(now: ScratchStore.now) {
            try $0.append(.kept, to: ScratchStore.session(0), isHuman: true)
        }
        #expect(line.number <= 3)
        #expect(try scratch.store.verify().isEmpty)
    }

    @Test func `twenty processes write at once and lose nothing`() throws {
        let scratch = try ScratchStore()
        let reports = Locked<[String]>([])
        onThreads(20) { _ in
            let own = (try? Self.child("10", scratch).run()) ?? []
            reports.with { $0 += own }
        }
        let acknowledged = reports.with(\.self)
        #expect(acknowledged.count == 200)
        #expect(try heldHashes(scratch.store) == Set(acknowledged))
        let numbers = try (0..<3).map { index in
            try scratch.store.read { try $0.facts(of: ScratchStore.session(index)) }.map(\.line.number).sorted()
        }
        #expect(numbers.allSatisfy { $0 == Array(1...Int64($0.count)) }, "no fork, no gap")
        #expect(try scratch.store.verify().isEmpty)
    }

    @Test func `twenty connections of one process write at once and lose nothing`() throws {
        let scratch = try ScratchStore()
        let failures = Locked<[String]>([])
        onThreads(20) { index in
            do {
                let store = try scratch.reopened()
                for _ in 0..<10 {
                    try store.write(now: ScratchStore.now) {
                        try $0.append(.kept, to: ScratchStore.session(index % 4), isHuman: true)
                    }
                    _ = try store.read { try $0.counts() }
                }
            } catch { failures.with { $0.append("\(error)") } }
        }
        #expect(failures.with(\.self) == [])
        #expect(try heldHashes(scratch.store).count == 200)
        #expect(try scratch.store.verify().isEmpty)
    }

    @Test func `the log stays small, and a reader of another connection only postpones that`() throws {
        let scratch = try ScratchStore()
        let log = scratch.directory.file("sheaf/sheaf.db-wal")
        func write(_ count: Int) throws {
            let text = String(repeating: "x", count: 4000)
            for index in 0..<count {
                try scratch.store.write(now: ScratchStore.now) {
                    try $0.append(.noted("\(text)\(index % 10)"), to: ScratchStore.session(index), isHuman: true)
                }
            }
        }
        try write(150)
        let bound = Store.logByteCountMax + (1 << 19)
        #expect(FileIdentity(path: log)?.byteCount ?? .max < bound)
        let other = try scratch.reopened()
        try other.read { reader throws in
            let before = try reader.counts().facts
            try write(150)
            #expect(try !scratch.store.checkpoint(), "somebody is reading from it")
            #expect(try reader.counts().facts == before)
        }
        try write(1)
        #expect(FileIdentity(path: log)?.byteCount == 0)
        #expect(try scratch.store.read { try $0.counts().facts } == 301)
        #expect(try scratch.store.verify().isEmpty)
    }

    @Test func `a log that was moved into the database is written over, and read as far as it was written`() throws {
        let scratch = try ScratchStore()
        func write() throws {
            try scratch.store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        }
        func logByteCount() -> Int { FileIdentity(path: scratch.directory.file("sheaf/sheaf.db-wal"))?.byteCount ?? 0 }
        var count = 0
        while logByteCount() <= Store.logByteCountMax {
            try write()
            count += 1
        }
        let byteCount = logByteCount()
        for _ in 0..<10 { try write() }
        #expect(logByteCount() == byteCount)
        let other = try scratch.reopened()
        #expect(try other.read { try $0.counts().facts } == count + 10)
        #expect(try other.verify(checkingSignatures: true).isEmpty)
        #expect(try other.checkpoint())
        #expect(logByteCount() == 0, "the room is given back")
        #expect(try scratch.store.read { try $0.counts().facts } == count + 10)
    }

    @Test func `reading does not wait for a writer`() throws {
        let scratch = try ScratchStore()
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.append(.kept, to: ScratchStore.session(0), isHuman: true)
            let other = try scratch.reopened()
            #expect(try other.read { try $0.counts().facts } == 0)
        }
    }

    @Test func `waiting for the lock has an end`() throws {
        let scratch = try ScratchStore()
        try scratch.store.write(now: ScratchStore.now) { _ in
            let lock = try WriteLock(scratch.store.directory, waitMillisecondsMax: 20)
            #expect(throws: StoreError.locked(path: scratch.store.directory.lock, waitedMilliseconds: 20)) {
                try lock.held {}
            }
        }
    }

    @Test func `a database that was exchanged under an open store is neither read nor written`() throws {
        let scratch = try ScratchStore()
        let path = scratch.store.directory.database
        _ = try scratch.store.directory.setDatabaseAside()
        let gone = StoreError.replaced(path: path)
        #expect(throws: gone) { try scratch.store.read { try $0.counts() } }
        _ = try scratch.reopened()
        #expect(throws: gone) {
            try scratch.store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        }
    }
}
