import Foundation
import GRDB
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

/// Damage is found, or it changes nothing that anybody reads.
struct CorruptionTests {
    /// A sound database as bytes, with what it says.
    private struct Original {
        let bytes: [UInt8]
        let dump: String
        let lines: Set<Line>

        init() throws {
            let scratch = try ScratchStore(seed: 8)
            try scratch.store.intake(RandomFacts(seed: 8, factCount: 120).entries)
            try #require(try scratch.store.checkpoint())
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.store.directory.database)))
            dump = try scratch.store.dump()
            lines = Set(try scratch.store.read { try $0.facts(after: 0, limit: .max) }.map(\.line))
        }

        /// - Returns: a folder with the damaged file.
        func damaged(_ directory: TemporaryDirectory, _ name: String, _ damage: (inout [UInt8]) -> Void) throws -> StoreDirectory {
            var bytes = bytes
            damage(&bytes)
            let folder = StoreDirectory(path: directory.file(name))
            try folder.create()
            try Data(bytes).write(to: URL(fileURLWithPath: folder.database))
            return folder
        }

        /// Whether the damage was found, or nothing that can be read has changed.
        func isDetectedOrHarmless(_ folder: StoreDirectory) throws -> Bool {
            do {
                let store = try Store(folder)
                guard try store.verify().isEmpty else { return true }
                let held = Set(try store.read { try $0.facts(after: 0, limit: .max) }.map(\.line))
                return try held == lines && store.dump() == dump
            } catch let error as StoreError {
                switch error {
                case .corrupt, .newerSchema, .unexpected: return true
                default: throw error
                }
            }
        }
    }

    @Test func `a flipped bit is found or harmless`() throws {
        let original = try Original()
        let directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 11)
        for round in 0..<150 {
            let (position, bit) = (Int.random(in: original.bytes.indices, using: &generator), UInt8.random(in: 0..<8, using: &generator))
            let folder = try original.damaged(directory, "\(round)") { $0[position] ^= 1 << bit }
            #expect(try original.isDetectedOrHarmless(folder), "bit \(bit) of byte \(position)")
        }
    }

    @Test func `a zeroed page is found or harmless`() throws {
        let original = try Original()
        let directory = try TemporaryDirectory()
        for page in 0..<(original.bytes.count / 4096) {
            let folder = try original.damaged(directory, "\(page)") { bytes in
                for position in (page * 4096)..<((page + 1) * 4096) { bytes[position] = 0 }
            }
            #expect(try original.isDetectedOrHarmless(folder), "page \(page)")
        }
    }

    @Test func `a cut file is found when it is opened`() throws {
        let original = try Original()
        let directory = try TemporaryDirectory()
        for (round, count) in [1, 99, 100, 4095, 4096, 20_000, original.bytes.count - 1].enumerated() {
            let folder = try original.damaged(directory, "\(round)") { $0 = Array($0.prefix(count)) }
            #expect {
                try Store(folder)
            } throws: { error in
                if case StoreError.corrupt = error { true } else { false }
            }
            #expect(FileIdentity(path: folder.database)?.byteCount == count, "never overwritten")
        }
    }

    @Test func `a damaged database is set aside whole, and what can be read of it comes back`() throws {
        let original = try Original()
        let directory = try TemporaryDirectory()
        let folder = try original.damaged(directory, "sheaf") { bytes in
            // A page of lines: the only ones that hold text of the grammar.
            let pages = stride(from: 0, to: bytes.count, by: 4096).filter { start in
                String(decoding: bytes[start..<(start + 4096)], as: UTF8.self).contains("\"kind\":\"member\"")
            }
            for position in pages[1]..<(pages[1] + 4096) { bytes[position] = 0 }
        }
        let damaged = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        let (aside, salvage) = try folder.setDatabaseAside()
        #expect(aside == folder.database + ".corrupt-1")
        #expect(try Data(contentsOf: URL(fileURLWithPath: aside)) == damaged)

        #expect(folder.salvaged.read() == salvage.lines)
        #expect(salvage.lines.count + salvage.lostCount == original.lines.count)
        #expect((1..<60).contains(salvage.lostCount))
        #expect(original.lines.isSuperset(of: salvage.lines.map(\.line)))
        let store = try Store(folder)
        try store.write(now: ScratchStore.now) { transaction in
            try transaction.intake(
                salvage.lines.map { ReceivedLine($0, isSigned: $0.line.isSignatureValid()) }, from: .local)
        }
        #expect(try store.verify().isEmpty)
        #expect(try store.read { try $0.counts().pending } == salvage.lines.count)
        #expect(try folder.setDatabaseAside().path == folder.database + ".corrupt-2")
    }

    @Test func `a sound database is salvaged whole`() throws {
        let scratch = try ScratchStore(seed: 4)
        try scratch.store.intake(RandomFacts(seed: 4, factCount: 60).entries)
        let held = try scratch.store.read { try $0.facts(after: 0, limit: .max) }
        let salvage = try scratch.store.directory.setDatabaseAside().salvage
        #expect(salvage.lines == held.map(\.arrived), "what was only in the log too")
        #expect(salvage.lostCount == 0)
    }

    @Test(arguments: [
        ("UPDATE facts SET is_signed = 0, at = NULL WHERE sequence = 7", "fact 7 is stored as invalidly signed"),
        ("UPDATE facts SET hash = zeroblob(32) WHERE sequence = 7", "fact 7 is damaged (hash)"),
        ("UPDATE facts SET line = substr(line, 2) WHERE sequence = 7", "fact 7 is damaged (grammar)"),
        ("UPDATE facts SET record = zeroblob(16) WHERE sequence = 7", "fact 7 is damaged (record)"),
        ("UPDATE facts SET shard = 9999 WHERE sequence = 7", "fact 7 is damaged (path)"),
        ("UPDATE facts SET at = at + 1 WHERE sequence = 7", "fact 7 is damaged (time)"),
        ("DELETE FROM facts WHERE sequence = 7", "1 facts are missing"),
        ("INSERT INTO outbox VALUES (100000)", "1 facts that wait for the remote are not there"),
        ("UPDATE views SET idle_end = 5 WHERE idle_end IS NOT NULL", "the view views sessions/"),
        ("UPDATE members SET is_primary = 1 - is_primary", "the view members "),
        ("DELETE FROM conflicts WHERE rule = 8", "the view conflicts commit:"),
        ("UPDATE replicas SET fact_count = fact_count + 1", "the view replicas "),
        ("INSERT INTO members (member, view) VALUES (x'00', 100000)", "1 rows of members belong to no record"),
    ]) func `verify names what is wrong`(sql: String, message: String) throws {
        let scratch = try ScratchStore(seed: 8)
        try scratch.store.write(now: ScratchStore.now) { transaction in
            for index in 0..<3 { try transaction.append(.titled("T"), to: ScratchStore.session(index), isHuman: true) }
        }
        let entries = RandomFacts(seed: 8, factCount: 120).entries
        try scratch.store.intake(
            entries.map { RandomFacts.Entry(path: $0.path, line: $0.line, isSigned: $0.line.isSignatureValid()) })
        #expect(try scratch.store.verify(checkingSignatures: true) == [])
        let dump = try scratch.store.dump()
        try scratch.store.queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        let findings = try scratch.store.verify(checkingSignatures: true)
        #expect(findings.contains { $0.description.contains(message) }, "\(findings)")
        guard findings.allSatisfy(\.isMendedByRebuild) else { return }
        try scratch.store.rebuildViews()
        #expect(try scratch.store.verify() == [])
        #expect(try scratch.store.dump() == dump)
    }
}
