import TestSupport
import Testing

@testable import SheafCore

@Suite("Projecting lines into a tree")
struct TreeInsertTests {
    private var objects = MemoryObjects()
    private let pools: [String: LinePool]

    init() throws {
        pools = try RandomState.pools()
    }

    @Test("inserted lines give the tree of the union, and a join then finds nothing new", arguments: Seeds.cases(40))
    mutating func union(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (old, new) = (try RandomState(&random, isClean: true), try RandomState(&random, isClean: true))
        let base = old.held.isEmpty ? nil : objects.write(old.leaves)
        let inserted = try insert(lines(new.held).shuffled(using: &random), into: base)
        let union = old.held.merging(new.held) { $0.union($1) }
        #expect(inserted.tree == (union.isEmpty ? nil : objects.write(try RandomState.leaves(union))))
        #expect(inserted.deferred.isEmpty)
        #expect(try insert(lines(union), into: inserted.tree).tree == inserted.tree)
        #expect(try insert([], into: inserted.tree).tree == inserted.tree)
    }

    @Test("a shard of 16 MiB takes what people write and nothing automatic; one of 64 MiB takes nothing")
    mutating func limits() throws {
        let key = TestKeys.all[0].replicaKey
        let path = try #require(ShardPath("zoo/4"))
        let record = RecordID(high: 0, low: 4)
        let automatic = try key.line(record: record, number: 1, body: ["at": 1, "kind": "kept"])
        let human = try key.line(record: record, number: 2, body: ["at": 1, "by": "human", "kind": "kept"])
        let arriving = [automatic, human].map { ArrivedLine(path: path, line: $0) }
        let tree = objects.write(try RandomState.leaves(["zoo/4": [0]]))
        let shard = objects.writeBlob(pools["zoo/4"]?.blob([0]) ?? [])

        objects.statedByteCounts[shard] = ShardLimit.automaticByteCountMax
        let full = try insert(arriving, into: tree)
        #expect(full.deferred.map(\.line) == [automatic])
        let expected = ((pools["zoo/4"]?.lines.prefix(1) ?? []) + [human]).map { $0.bytes + [.lineFeed] }
        let grown = try objects.leaves(of: try #require(full.tree))
        #expect(grown["zoo/4"]?.bytes == expected.sorted { $0.lexicographicallyPrecedes($1) }.flatMap(\.self))

        objects.statedByteCounts[shard] = ShardLimit.byteCountMax
        let over = try insert(arriving, into: tree)
        #expect(Set(over.deferred) == Set(arriving) && over.tree == tree)
    }

    private func lines(_ held: [String: Set<Int>]) throws -> [ArrivedLine] {
        try held.flatMap { path, positions in
            let pool = try #require(pools[path])
            return positions.map { ArrivedLine(path: pool.path, line: pool.lines[$0]) }
        }
    }

    private mutating func insert(
        _ lines: [ArrivedLine], into tree: ObjectID?
    ) throws -> (tree: ObjectID?, deferred: [ArrivedLine]) {
        var insert = TreeInsert(objects)
        defer { objects = insert.objects }
        return (try insert.insert(lines, into: tree), insert.deferred)
    }
}
