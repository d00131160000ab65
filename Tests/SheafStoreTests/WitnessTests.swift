import Foundation
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

/// A database that has lost what it acknowledged says so; one that has not, never.
struct WitnessTests {
    /// A folder with one fact a commit, all of them in the log, and what the witness was after each.
    private struct Original {
        let scratch: ScratchStore
        let factCount: Int64 = 24
        let witnesses: [[UInt8]]

        init() throws {
            scratch = try ScratchStore(seed: 5)
            var witnesses: [[UInt8]] = [[]]
            for number in 0..<Int(factCount) {
                try scratch.store.write(now: ScratchStore.now) { transaction in
                    _ = try transaction.append(.titled("\(number)"), to: ScratchStore.session(number % 3), isHuman: true)
                }
                witnesses.append(try Self.bytes(scratch.store.directory.lock))
            }
            self.witnesses = witnesses
        }

        static func bytes(_ path: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }

        /// The folder as it is now, with one file changed, where nobody has it open.
        func copy(_ name: String, suffix: String, _ change: (inout [UInt8]) -> Void) throws -> StoreDirectory {
            let folder = StoreDirectory(path: scratch.directory.file(name))
            try folder.create()
            for part in ["sheaf.db", "sheaf.db-wal", "lock"] {
                var bytes = try Self.bytes("\(scratch.store.directory.path)/\(part)")
                if part == suffix { change(&bytes) }
                try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(part)"))
            }
            return folder
        }
    }

    private func look(_ folder: StoreDirectory) throws -> (store: Store, shortfall: Shortfall?, held: Int64) {
        let store = try Store(folder)
        let held = try store.read { try $0.lastSequence() }
        return (store, try store.lookForShortfall(now: ScratchStore.now), held)
    }

    @Test func `whatever a damaged log loses is told, to the fact`() throws {
        let original = try Original()
        let log = try Original.bytes(original.scratch.store.directory.database + "-wal")
        var generator = SeededGenerator(seed: 3)
        var lossCount = 0
        for round in 0..<80 {
            // The header of the log and the first commits make the tables: without them nothing opens.
            let position = Int.random(in: log.count / 2..<log.count, using: &generator)
            let isCut = Bool.random(using: &generator)
            let folder = try original.copy("\(round)", suffix: "sheaf.db-wal") { bytes in
                if isCut { bytes.removeSubrange(position...) } else { bytes[position] ^= 1 }
            }
            let (store, shortfall, held) = try look(folder)
            guard held < original.factCount else {
                #expect(shortfall == nil)
                continue
            }
            lossCount += 1
            let expected = Shortfall(acknowledged: original.factCount, held: held, noticedAt: ScratchStore.now)
            #expect(shortfall == expected, "\(isCut ? "cut" : "bit") at \(position)")
            #expect(store.shortfall == expected)
        }
        #expect(lossCount >= 60)
    }

    @Test func `a shortfall is told once, remembered, and ends the replica`() throws {
        let original = try Original()
        let folder = try original.copy("copy", suffix: "sheaf.db-wal") { $0.removeLast() }
        let (store, found, _) = try look(folder)
        let shortfall = try #require(found)
        #expect(shortfall.factCount == 1)
        store.use(original.scratch.key)
        #expect(throws: StoreError.mustMint(.databaseBehind)) {
            try store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        }
        try store.bind(to: RandomFacts.key(6, 0))
        try store.write(now: ScratchStore.now) { _ = try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        let again = try look(folder)
        #expect(again.shortfall == nil)
        #expect(again.store.shortfall == shortfall)
        #expect(again.held == shortfall.held + 1)
    }

    @Test func `what a power loss leaves of the witness accuses nobody`() throws {
        let original = try Original()
        // Any older one, and a mixture of two: the first two, others, and where two digits change.
        var left = original.witnesses
        for number in [0, 4, 9, 19] {
            let (before, after) = (original.witnesses[number], original.witnesses[number + 1])
            left += after.indices.map { Array(after[..<$0]) + before.dropFirst($0) }
        }
        for (round, bytes) in left.enumerated() {
            let folder = try original.copy("\(round)", suffix: "lock") { $0 = bytes }
            #expect(try look(folder).shortfall == nil, "\(String(decoding: bytes, as: UTF8.self))")
            try FileManager.default.removeItem(atPath: folder.path)
        }
    }

    @Test func `garbage in the witness accuses nobody`() throws {
        let original = try Original()
        for (round, text) in ["acknowledged 99 99\n", "acknowledged 0000000000000099 0000000000000099", "\n\n", "missing", "\u{0}"].enumerated() {
            let folder = try original.copy("\(round)", suffix: "lock") { $0 = Array(text.utf8) }
            let (store, shortfall, _) = try look(folder)
            #expect(shortfall == nil)
            #expect(store.shortfall == nil)
        }
    }

    @Test func `a new database in place of one that was set aside lacks nothing`() throws {
        let original = try Original()
        let folder = try original.copy("copy", suffix: "") { _ in }
        _ = try folder.setDatabaseAside()
        #expect(try look(folder).shortfall == nil)
    }

    @Test func `a new database in place of one that somebody took away lacks nothing`() throws {
        let original = try Original()
        let folder = try original.copy("copy", suffix: "") { _ in }
        for suffix in ["", "-wal"] { try FileManager.default.removeItem(atPath: folder.database + suffix) }
        let (store, shortfall, held) = try look(folder)
        #expect(held == 0)
        #expect(shortfall == nil)
        #expect(store.lock.witness.acknowledged == 0)
    }

    @Test func `taking facts in moves the witness, and reading does not`() throws {
        let original = try Original()
        let store = original.scratch.store
        try store.intake(RandomFacts(seed: 9, factCount: 10).entries)
        let witness = try Original.bytes(store.directory.lock)
        #expect(witness != original.witnesses.last)
        #expect(try store.read { try $0.lastSequence() } == store.lock.witness.acknowledged)
        _ = try store.read { try $0.counts() }
        #expect(try Original.bytes(store.directory.lock) == witness)
    }
}
