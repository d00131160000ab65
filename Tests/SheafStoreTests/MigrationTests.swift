import Foundation
import GRDB
import SheafCore
import Testing
import TestSupport

@testable import SheafStore

/// Databases of every version (Tests/Fixtures/schema-<n>.sql) keep every fact and mean the same.
struct MigrationTests {
    private static let versions = Array(1...Schema.version)

    private let directory: TemporaryDirectory
    private let folder: StoreDirectory

    init() throws {
        directory = try TemporaryDirectory()
        folder = StoreDirectory(path: directory.file("sheaf"))
        try folder.create()
    }

    private func load(_ version: Int) throws -> [HeldLine] { try load("schema-\(version)") }

    private func load(_ name: String) throws -> [HeldLine] {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(name).sql")
        let sql = try String(contentsOf: fixture, encoding: .utf8)
        return try DatabaseQueue(path: folder.database).writeWithoutTransaction { db in
            try db.execute(sql: sql)
            return try Row.fetchAll(db, sql: "SELECT line, is_signed FROM facts").map { row in
                HeldLine(try Line(bytes: row[0] as Data), isSigned: row[1])
            }
        }
    }

    @Test(arguments: versions) func `an older database opens with every fact, and the same meaning`(version: Int) throws {
        let held = try load(version)
        let store = try Store(folder)
        #expect(try store.verify(checkingSignatures: true).isEmpty)
        #expect(try Set(store.read { try $0.facts(after: 0, limit: .max) }.map(\.line)) == Set(held.map(\.line)))
        var memory = MemoryViews()
        memory.insert(try store.read { try $0.facts(after: 0, limit: .max) }.map { ($0.path.kind, HeldLine($0.line, isSigned: $0.isSigned)) })
        #expect(try store.dump() == String(decoding: memory.canonicalBytes, as: UTF8.self))
        #expect(try store.queue.read { try Schema.found($0) } == Schema.version)
        #expect(try store.read { try $0.counts() }.facts == held.count)
    }

    @Test(arguments: versions) func `what a version keeps for this machine only is there after it`(version: Int) throws {
        _ = try load(version)
        try Store(folder).read { reader throws in
            #expect(try reader.setbacks().map(\.notice.kind) == (version < 2 ? [] : [.rewound]))
            #expect(try reader.mintings().map(\.reason) == (version < 2 ? [] : [.firstUse]))
            #expect(try reader.trustDecisions().map(\.verdict) == (version < 3 ? [] : [.revoked(reason: "lost laptop")]))
            #expect(try reader.withheld().map(\.decision) == (version < 3 ? [] : [nil, .kept]))
            #expect(try reader.archivedRecords().count == (version < 4 ? 0 : 1))
            // What was decided before there were several remotes was decided for the latest.
            #expect(try reader.addressee() == (version < 4 ? "" : "https://example.com/team.git"))
            let older = try reader.withheld(from: "https://example.com/older.git").map(\.decision)
            #expect(older == [[], [], [nil, .kept], [], [], [], [.allowed]][version - 1], "schema 3 had no remote yet")
        }
    }

    @Test(arguments: versions) func `a migrated database has the tables of a new one`(version: Int) throws {
        _ = try load(version)
        func tables(_ store: Store) throws -> [String] {
            let sql = "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1"
            return try store.queue.read { try String.fetchAll($0, sql: sql) }
        }
        let fresh = try Store(StoreDirectory(path: directory.file("fresh")))
        #expect(try tables(Store(folder)) == tables(fresh))
    }

    @Test(arguments: versions) func `twenty openings of an older database migrate it once`(version: Int) throws {
        let count = try load(version).count
        let failures = Locked<[String]>([])
        onThreads(20) { _ in
            do { _ = try Store(folder) } catch { failures.with { $0.append("\(error)") } }
        }
        #expect(failures.with(\.self) == [])
        #expect(try Store(folder).read { try $0.counts() }.facts == count)
    }

    @Test func `a claim that the old rule hid counts after the migration, and is found by its subject`() throws {
        _ = try load("schema-4-hidden-claim")
        let store = try Store(folder)
        #expect(try store.verify(checkingSignatures: true).isEmpty)
        try store.read { reader throws in
            let claims = try ["budget:2026-03", "work:0199"].flatMap { try reader.claims(on: $0) }
            #expect(claims.map(\.claim.subject) == ["budget:2026-03", "work:0199"] && claims.map(\.claim.fence) == [1, 1])
            #expect(Set(claims.map(\.replica)).count == 2)
            #expect(try reader.claims(in: claims[0].id) == claims.sorted { $0.line < $1.line })
        }
    }

    @Test(arguments: versions) func `the log of operations keeps its numbers, and each is taken back once`(version: Int) throws {
        _ = try load(version)
        let rows = "(7, 1000, 'record', 1, 1, NULL, NULL), (9, 2000, 'undo', 2, 2, NULL, 7)"
        try DatabaseQueue(path: folder.database).writeWithoutTransaction { try $0.execute(sql: "INSERT INTO operations VALUES \(rows)") }
        let store = try Store(folder)
        try store.bind(to: RandomFacts.key(1, 1))
        let number = try store.write(now: ScratchStore.now) { try $0.log("note", inverse: nil) }
        #expect(number == 10)
        let operations = try store.read { try $0.operations(limit: 3) }
        #expect(operations.map(\.number) == [10, 9, 7])
        #expect(operations.map(\.undoes) == [nil, 7, nil])
        #expect(operations.map(\.facts) == [nil, 2...2, 1...1])
        #expect(try store.read { try $0.undoing(7) } == 9)
        #expect(throws: StoreError.self) { try store.write(now: ScratchStore.now) { try $0.log("undo", inverse: nil, undoes: 7) } }
    }

    @Test func `views that schema 5 had folded are found by the hour in which they run out`() throws {
        let scratch = try ScratchStore(seed: 8)
        try scratch.store.write(now: ScratchStore.now) { transaction in
            for index in 0..<3 { try transaction.append(.kept, to: ScratchStore.session(index), isHuman: true) }
        }
        let open = try scratch.store.read { try $0.sessionsNotOver(at: ScratchStore.now) }.map(\.id)
        try #require(open.count == 3)
        try scratch.store.queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    DROP INDEX views_by_idle_hour; ALTER TABLE views DROP COLUMN idle_hour;
                    CREATE INDEX views_by_idle_end ON views (idle_end) WHERE idle_end IS NOT NULL;
                    DELETE FROM grdb_migrations WHERE identifier = '6'; PRAGMA user_version = 5;
                    """)
        }
        let migrated = try scratch.reopened()
        #expect(try migrated.read { try $0.sessionsNotOver(at: ScratchStore.now) }.map(\.id) == open)
        #expect(try migrated.verify().isEmpty)
    }

    @Test func `facts that a newer version carries are carried by this one`() throws {
        let scratch = try ScratchStore(seed: 8)
        let record = RecordID(time: ScratchStore.now, entropy: [UInt8](repeating: 0xaa, count: 10))
        let path = try #require(ShardPath("futures/\(CivilTime(ScratchStore.now).date.monthDescription)/a"))
        let foreign = try RandomFacts.key(9, 9).line(
            record: record, number: 1, body: ["at": 1, "future": ["x": 1], "kind": "tomorrow"])
        try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.intake([ReceivedLine(path: path, line: foreign, isSigned: true)], from: .remote)
        }
        #expect(try scratch.store.read { try $0.lines(in: path) } == [foreign])
        #expect(try scratch.store.verify().isEmpty)
    }
}
