import Foundation
import GRDB
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

struct OpeningTests {
    private func alter(_ scratch: ScratchStore, _ sql: String) throws {
        try scratch.store.queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    @Test func `a newer schema is refused and left alone`() throws {
        let scratch = try ScratchStore()
        try alter(scratch, "PRAGMA user_version = \(Schema.version + 1)")
        let path = scratch.store.directory.database
        #expect(throws: StoreError.newerSchema(path: path, found: Schema.version + 1, known: Schema.version)) {
            try scratch.reopened()
        }
        #expect(try scratch.store.read { try $0.replica() } == scratch.key.replica)
    }

    @Test func `views of an older fold are folded again at opening`() throws {
        let scratch = try ScratchStore(seed: 3)
        try scratch.store.intake(RandomFacts(seed: 3, factCount: 80).entries)
        let expected = try scratch.store.dump()
        try alter(scratch, "UPDATE this SET views_version = 0; DELETE FROM members; UPDATE views SET content = x'00'")
        #expect(try scratch.store.dump() != expected)
        #expect(try scratch.reopened().dump() == expected)
    }

    @Test func `another program's database, and anything else, is refused as damaged`() throws {
        for content in ["not a database, but long enough to have a header: \(String(repeating: ".", count: 100))", "x"] {
            let directory = try TemporaryDirectory()
            let folder = StoreDirectory(path: directory.file("sheaf"))
            try folder.create()
            try content.write(toFile: folder.database, atomically: false, encoding: .utf8)
            #expect(throws: StoreError.corrupt(path: folder.database, detail: "the header is not SQLite's")) {
                try Store(folder)
            }
            #expect(try String(contentsOfFile: folder.database, encoding: .utf8) == content, "never overwritten")
        }
    }

    /// A journal of SQLite that takes everything back to an empty file, as it is synced before a new one's first page is
    /// written. Source: https://sqlite.org/fileformat2.html#the_rollback_journal
    private static let journal: [UInt8] = {
        let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
        // Pages in it; a number for checksums; pages of the database before; bytes of a sector, and of a page.
        let numbers: [UInt32] = [0, 7, 0, 512, 4096]
        let head = magic + numbers.flatMap { number in (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        return head + [UInt8](repeating: 0, count: 512 - head.count)
    }()

    @Test func `power lost while a database was made leaves nothing to be mended by hand`() throws {
        let directory = try TemporaryDirectory()
        let torn = Array("SQLite format 3".utf8) + [UInt8](repeating: 0, count: 4096 - 15)
        for (name, page) in [("zeros", [UInt8](repeating: 0, count: 4096)), ("torn", torn), ("short", [0])] {
            let folder = StoreDirectory(path: directory.file(name))
            try folder.create()
            try Data(page).write(to: URL(fileURLWithPath: folder.database))
            try Data(Self.journal).write(to: URL(fileURLWithPath: folder.database + "-journal"))
            let store = try Store(folder)
            #expect(try store.read { try $0.counts().facts } == 0)
            #expect(try store.verify().isEmpty)
        }
    }

    @Test func `a journal that SQLite does not know hides no damage`() throws {
        let directory = try TemporaryDirectory()
        let folder = StoreDirectory(path: directory.file("sheaf"))
        try folder.create()
        let page = [UInt8](repeating: 0, count: 4096)
        try Data(page).write(to: URL(fileURLWithPath: folder.database))
        try Data(repeating: 7, count: 512).write(to: URL(fileURLWithPath: folder.database + "-journal"))
        #expect {
            try Store(folder)
        } throws: { error in
            guard case StoreError.corrupt = error else { return false }
            return true
        }
        #expect(Array(try Data(contentsOf: URL(fileURLWithPath: folder.database))) == page, "never overwritten")
    }

    @Test func `an empty file is a new database, unless its log says otherwise`() throws {
        let scratch = try ScratchStore()
        try scratch.store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        let folder = scratch.store.directory
        let copy = StoreDirectory(path: scratch.directory.file("copy"))
        try copy.create()
        try Data().write(to: URL(fileURLWithPath: copy.database))
        #expect(try Store(copy).read { try $0.counts().facts } == 0)

        let cut = StoreDirectory(path: scratch.directory.file("cut"))
        try cut.create()
        try Data().write(to: URL(fileURLWithPath: cut.database))
        try FileManager.default.copyItem(atPath: folder.database + "-wal", toPath: cut.database + "-wal")
        #expect(throws: StoreError.self) { try Store(cut) }
        #expect(FileIdentity(path: cut.database + "-wal")?.byteCount ?? 0 > 0)
    }

    @Test func `twenty openings of a folder without a database make one`() throws {
        let directory = try TemporaryDirectory()
        let failures = Locked<[String]>([])
        onThreads(20) { index in
            do {
                let store = try Store(StoreDirectory(path: directory.file("sheaf")))
                try store.write(now: ScratchStore.now) { try $0.setCursor("\(index)", to: "here") }
            } catch { failures.with { $0.append("\(error)") } }
        }
        #expect(failures.with(\.self) == [])
        let store = try Store(StoreDirectory(path: directory.file("sheaf")))
        for index in 0..<20 { #expect(try store.read { try $0.cursor("\(index)") } == "here") }
    }

    @Test func `file systems of other machines are told from local ones`() {
        for (type, name) in [(0x6969, "nfs"), (0xFE53_4D42, "smb2"), (0x0102_1997, "9p"), (0x6573_5546, "fuse")] {
            #expect(FileSystemKind(type: UInt32(type)) == .network(name: name))
        }
        for type in [0xEF53, 0x0102_1994, 0x9123_683E, 0x794C_7630, 0x5846_5342] {
            #expect(FileSystemKind(type: UInt32(type)) == .local, "ext4, tmpfs, btrfs, overlay, xfs")
        }
        #expect(FileSystemKind(path: "/") == .local)
    }

    @Test func `on a network file system a store works with a rollback journal`() throws {
        let directory = try TemporaryDirectory()
        let folder = StoreDirectory(path: directory.file("sheaf"))
        try folder.create()
        let lock = try WriteLock(folder, waitMillisecondsMax: 1000)
        for _ in 0..<2 {
            let opening = Opening(directory: folder, lock: lock, fileSystem: .network(name: "nfs"))
            try opening.open().writeWithoutTransaction { db throws in
                #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "truncate")
                #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
            }
        }
        // The same folder on a local disk again.
        #expect(try Store(folder).queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }
}
