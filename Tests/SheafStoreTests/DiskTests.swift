import Foundation
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

@Suite(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a file system"))
struct DiskTests {
    private let key = RandomFacts.key(1, 0)

    /// Writes facts of a few kilobytes until the disk refuses.
    ///
    /// - Returns: what was acknowledged, and what stopped it.
    private func fill(_ store: Store) throws -> (lines: [Line], error: StoreError) {
        let text = String(repeating: "x", count: 4000)
        var lines: [Line] = []
        for index in 0..<10_000 {
            do {
                lines.append(
                    try store.write(now: ScratchStore.now) {
                        try $0.append(.noted("\(text)\(index % 10)"), to: ScratchStore.session(index % 7), isHuman: true)
                    })
            } catch let error as StoreError {
                return (lines, error)
            }
        }
        throw FixtureError("the disk was never full")
    }

    @Test(arguments: [512, 640, 1000, 2600]) func `a full disk is said, loses nothing, and is over when space is free`(
        kibibytes: Int
    ) throws {
        let disk = try SmallDisk(kibibytes: kibibytes)
        let ballast = disk.path + "/ballast"
        try Data(count: 64 << 10).write(to: URL(fileURLWithPath: ballast))
        let folder = StoreDirectory(path: disk.path + "/sheaf")
        let store = try Store(folder)
        try store.bind(to: key)
        let (lines, error) = try fill(store)
        #expect(error == .diskFull(path: folder.database))
        let held = try store.read { try $0.facts(after: 0, limit: .max) }.map(\.line)
        #expect(held == lines)

        try FileManager.default.removeItem(atPath: ballast)
        let line = try store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        let again = try Store(folder)
        #expect(try again.read { try $0.facts(after: 0, limit: .max) }.map(\.line) == lines + [line])
        #expect(try again.verify() == [])
    }

    @Test func `no room even for a new database is said`() throws {
        let disk = try SmallDisk(kibibytes: 16)
        #expect(throws: StoreError.diskFull(path: disk.path + "/sheaf/sheaf.db")) {
            try Store(StoreDirectory(path: disk.path + "/sheaf"))
        }
    }

    @Test func `a log that cannot be opened in a writable folder is no matter of permissions`() throws {
        let directory = try TemporaryDirectory()
        let folder = StoreDirectory(path: directory.file("sheaf"))
        _ = try Store(folder)
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.database + suffix) }
        #expect(mkdir(folder.database + "-wal", 0o700) == 0)
        #expect {
            try Store(folder)
        } throws: { error in
            if case StoreError.inputOutput = error { true } else { false }
        }
    }

    @Test func `a read-only file system is said, and nothing is lost`() throws {
        let disk = try SmallDisk(kibibytes: 4096)
        let folder = StoreDirectory(path: disk.path + "/sheaf")
        var line: Line?
        do {
            let store = try Store(folder)
            try store.bind(to: key)
            line = try store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        }
        try disk.makeReadOnly()
        #expect(throws: StoreError.readOnly(path: folder.lock)) { try Store(folder) }
        let elsewhere = StoreDirectory(path: disk.path + "/other")
        #expect(throws: StoreError.readOnly(path: elsewhere.path)) { try Store(elsewhere) }
        try disk.makeWritable()
        #expect(try Store(folder).read { try $0.facts(after: 0, limit: .max) }.map(\.line) == [try #require(line)])
    }
}
