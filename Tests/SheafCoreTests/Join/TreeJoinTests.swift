import TestSupport
import Testing

@testable import SheafCore

/// What a join of trees reads, drops, carries and refuses.
@Suite("Joining state trees")
struct TreeJoinTests {
    private var objects = MemoryObjects()
    private let pools: [String: LinePool]

    init() throws {
        pools = try RandomState.pools()
    }

    /// Names from `git hash-object`: the laws compare what git would compare.
    @Test("objects in memory have git's names")
    mutating func names() {
        #expect(objects.writeBlob([]).hex == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
        #expect(objects.writeBlob(StateFormat.bytes).hex == "9a6c452e78c82777a8a14cd7ad4e2164111d7202")
        #expect(objects.writeTree([]).hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    }

    @Test("nothing joined with nothing is nothing, and an empty tree becomes the format alone")
    mutating func nothing() throws {
        #expect(try join(nil, nil).tree == nil)
        let format = objects.write(["format": .init(bytes: StateFormat.bytes)])
        let empty = objects.writeTree([])
        #expect(try join(nil, empty).tree == format)
        #expect(try join(format, empty).tree == format)
        #expect(try join(format, nil).tree == format)
    }

    @Test("an equal tree is not read at all, and of an unequal one only the way to what differs")
    mutating func skipsEqual() throws {
        let everything = pools.mapValues { Set($0.lines.indices) }
        var less = everything
        less["sessions/2026-11/21/a"] = [0]
        let all = objects.write(try RandomState.leaves(everything))
        let local = objects.write(try RandomState.leaves(less))

        #expect(try join(all, all).tree == all)
        #expect(objects.reads.trees.isEmpty && objects.reads.blobs.isEmpty && objects.reads.headers.isEmpty)

        let joined = try join(local, all)
        #expect(joined.tree == all)
        #expect(joined.result.new.map(\.path.description) == ["sessions/2026-11/21/a", "sessions/2026-11/21/a"])
        // The root, `sessions`, `sessions/2026-11`, `sessions/2026-11/21`, and one shard, each on both sides.
        #expect(objects.reads.trees.count == 8 && Set(objects.reads.trees).count == 8)
        #expect(objects.reads.blobs.count == 2)
    }

    @Test("the lines that are new are exactly those of the remote that this side lacks", arguments: Seeds.cases(20))
    mutating func newLines(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (local, remote) = (try RandomState(&random, isClean: true), try RandomState(&random, isClean: false))
        let result = try join(objects.write(local.leaves), objects.write(remote.leaves)).result
        let expected = remote.held.reduce(into: Set<LineHash>()) { hashes, shard in
            let new = shard.value.subtracting(local.held[shard.key] ?? [])
            hashes.formUnion(new.compactMap { pools[shard.key]?.lines[$0].hash })
        }
        #expect(Set(result.new.map(\.line.hash)) == expected)
        #expect(result.new.count == expected.count)
        #expect(result.new.allSatisfy { $0.path.holds($0.line.record) })
    }

    @Test("a format with other content, of another mode or missing is written anew", arguments: [
        MemoryObjects.Leaf(bytes: Array("sheaf 2\n".utf8)), .init(bytes: []), nil,
        .init(mode: .init(rawValue: 0o100755), bytes: StateFormat.bytes),
    ])
    mutating func rewritesFormat(format: MemoryObjects.Leaf?) throws {
        var leaves = try RandomState.leaves(["zoo/4": [0, 1]])
        let good = objects.write(leaves)
        leaves["format"] = format
        let bad = objects.write(leaves)
        let joined = try join(nil, bad)
        #expect(joined.tree == good)
        #expect(joined.result.rejected.map(\.path) == (format == nil ? [] : ["format"]))
    }

    @Test("what is dropped is reported with its place, its object and its beginning")
    mutating func reports() throws {
        let long = [UInt8](repeating: UInt8(ascii: "y"), count: 9000)
        let good = pools["zoo/4"]?.blob([0]) ?? []
        let blob = good + long + [.lineFeed] + Array("tail".utf8)
        let tree = objects.write([
            "format": .init(bytes: StateFormat.bytes), "zoo/4": .init(bytes: blob),
            "sessions/2026-13/01/a": .init(bytes: good),
            "work/2026-11/3": .init(mode: .init(rawValue: 0o120000), bytes: good),
        ])
        let result = try join(nil, tree).result
        let shard = objects.writeBlob(blob)
        let reports = result.rejected.sorted { ($0.path, $0.failure.rawValue) < ($1.path, $1.failure.rawValue) }
        #expect(reports.map(\.path) == ["sessions/2026-13", "work/2026-11/3", "zoo/4", "zoo/4"])
        #expect(reports.map(\.failure) == [.badPath, .badMode, .lineTooLong, .missingLineFeed])
        #expect(reports.suffix(2).allSatisfy { $0.object == shard })
        #expect(reports.map(\.excerpt) == [[], [], Array(long.prefix(256)), Array("tail".utf8)])
        #expect(result.rejectedCount == 4)
    }

    @Test("beyond ten thousand, dropped pieces are neither kept nor listed, only counted", arguments: [0, 200])
    mutating func reportsAreBounded(padding: Int) throws {
        let count = JoinLimit.rejectedCountMax + 5
        let text = (0..<count).map { "\($0)\(String(repeating: "x", count: padding))\n" }.joined()
        let path = try #require(ShardPath("zoo/4"))
        var shard = Shard()
        let joined = shard.join(Array(text.utf8), at: path)
        #expect(joined.failures.count == JoinLimit.rejectedCountMax && joined.failureCount == count)
        let result = try join(nil, objects.write(["zoo/4": .init(bytes: Array((text + "tail").utf8))])).result
        #expect(result.rejected.count == JoinLimit.rejectedCountMax)
        #expect(result.rejectedCount == count + 1)
    }

    @Test("a piece that comes often is one failure")
    func repeatedPiece() throws {
        var shard = Shard()
        let blob = [UInt8](repeating: .lineFeed, count: 50_000) + Array("x\nx\nx\n".utf8)
        let joined = shard.join(blob, at: try #require(ShardPath("zoo/4")))
        #expect(joined.failures.map(\.failure) == [.emptyLine, .badGrammar] && joined.failureCount == 2)
        #expect(shard.isEmpty)
    }

    @Test("of two entries of one name the second is dropped, and what this side holds stays")
    mutating func duplicateNames() throws {
        let local = objects.write(try RandomState.leaves(["zoo/4": [0]]))
        let other = objects.write(try RandomState.leaves(["zoo/4": [1]]))
        let twice = try [local, other].flatMap { try objects.entries(of: $0).filter { $0.mode == .tree } }
        let joined = try join(local, objects.writeTree(twice))
        #expect(joined.tree == local)
        #expect(joined.result.rejected.map(\.path) == ["zoo"])
        let replaced = objects.writeTree([TreeEntry("zoo", .file, objects.writeBlob([1]))])
        #expect(try join(local, replaced).tree == local)
    }

    @Test("a shard over the limit is carried by name, unread", arguments: [false, true])
    mutating func carriesOversize(isLocalOversize: Bool) throws {
        let local = objects.write(try RandomState.leaves(["zoo/4": [0], "work/2026-11/3": [0]]))
        let remote = objects.write(try RandomState.leaves(["zoo/4": [1], "work/2026-11/3": [1]]))
        let oversize = objects.writeBlob(pools["zoo/4"]?.blob(isLocalOversize ? [0] : [1]) ?? [])
        objects.statedByteCounts[oversize] = ShardLimit.byteCountMax + 1
        let joined = try join(local, remote)
        #expect(joined.result.carried.map(\.description) == (isLocalOversize ? [] : ["zoo/4"]))
        // What the remote has is read as soon as it can be, whatever had been carried in its place.
        #expect(joined.result.regained.map(\.description) == (isLocalOversize ? ["zoo/4"] : []))
        #expect(joined.result.new.map(\.path.description).sorted() == ["work/2026-11/3"] + (isLocalOversize ? ["zoo/4"] : []))
        #expect(!objects.reads.blobs.contains(oversize))
        #expect(joined.tree == objects.write(try RandomState.leaves(["zoo/4": [1], "work/2026-11/3": [0, 1]])))
    }

    @Test("a shard that would grow over the limit stays as the remote has it")
    mutating func carriesOvergrown() throws {
        let half = [UInt8](repeating: UInt8(ascii: "y"), count: ShardLimit.byteCountMax - 100) + [.lineFeed]
        let local = objects.write(["format": .init(bytes: StateFormat.bytes), "zoo/4": .init(bytes: half)])
        let remote = objects.write(try RandomState.leaves(["zoo/4": [1]]))
        let joined = try join(local, remote)
        #expect(joined.tree == remote)
        #expect(joined.result.carried.map(\.description) == ["zoo/4"])
    }

    @Test("too many entries abort the join")
    mutating func entryLimit() throws {
        let entry = TreeEntry("zoo", .tree, objects.writeTree([]))
        let tree = objects.writeTree([])
        objects.statedEntries[tree] = [TreeEntry](repeating: entry, count: JoinLimit.entryCountMax + 1)
        #expect(throws: JoinError.tooManyEntries(at: "")) { try join(nil, tree) }
    }

    @Test("too many bytes abort the join")
    mutating func byteLimit() throws {
        var leaves: [String: MemoryObjects.Leaf] = [:]
        for number in 0..<65 {
            let path = "kind\(["a", "b", "c", "d", "e"][number / 16])/\(String(number % 16, radix: 16))"
            leaves[path] = .init(bytes: Array("\(path)\n".utf8))
            objects.statedByteCounts[objects.writeBlob(Array("\(path)\n".utf8))] = ShardLimit.byteCountMax
        }
        let tree = objects.write(leaves)
        #expect(throws: JoinError.tooManyBytes(at: "kinde/0")) { try join(nil, tree) }
    }

    /// Joins and forgets what building the trees has read.
    @discardableResult
    private mutating func join(
        _ local: ObjectID?, _ remote: ObjectID?
    ) throws -> (tree: ObjectID?, result: JoinResult) {
        objects.reads.forget()
        var join = TreeJoin(objects)
        defer { objects = join.objects }
        return (try join.join(local: local, remote: remote), join.result)
    }
}
