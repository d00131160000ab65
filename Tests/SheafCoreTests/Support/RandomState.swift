import TestSupport
import Testing

@testable import SheafCore

/// A state tree with random valid lines and, when asked for, what a broken or hostile writer adds to it.
struct RandomState {
    /// The valid lines, by path and position in the path's pool.
    private(set) var held: [String: Set<Int>] = [:]
    private(set) var leaves: [String: MemoryObjects.Leaf] = [:]
    /// How many things of this tree do not pass L0.
    private(set) var invalidCount = 0

    /// Pools of three lines for shards of every kind and depth.
    static func pools() throws -> [String: LinePool] { try sharedPools.get() }

    private static let sharedPools = Result {
        var random = SeededGenerator(seed: 7)
        let paths = [
            "sessions/2026-11/21/a", "sessions/2026-11/21/b", "sessions/2026-11/22/a", "sessions/2026-12/01/a",
            "claims/2026-11/a", "work/2026-11/3", "replicas/9", "zoo/4", "zoo/2026-11/4", "zoo/2026-11/30/4",
        ]
        return try paths.reduce(into: [String: LinePool]()) { pools, text in
            let path = try #require(ShardPath(text))
            let lines = try TestKeys.all.prefix(3).map { key in
                try key.replicaKey.line(
                    record: .random(at: path, &random), number: 1, body: ["kind": "kept", "at": 1_795_251_600_000])
            }
            pools[text] = LinePool(path: path, lines: lines)
        }
    }

    init(_ random: inout SeededGenerator, isClean: Bool) throws {
        for (path, pool) in try Self.pools().sorted(by: { $0.key < $1.key }) {
            let lines = random.some(Array(pool.lines.indices), percent: 15)
            if !lines.isEmpty { held[path] = Set(lines) }
        }
        leaves = try Self.leaves(held)
        guard !isClean else { return }
        for _ in 0..<Int.random(in: 1...4, using: &random) { try soil(&random) }
    }

    /// The tree of exactly these lines, as any implementation writes it.
    static func leaves(_ held: [String: Set<Int>]) throws -> [String: MemoryObjects.Leaf] {
        let pools = try pools()
        var leaves = held.reduce(into: [String: MemoryObjects.Leaf]()) { leaves, shard in
            leaves[shard.key] = pools[shard.key].map { .init(bytes: $0.blob(shard.value.sorted())) }
        }
        leaves["format"] = .init(bytes: StateFormat.bytes)
        return leaves
    }

    // MARK: What does not pass L0

    private mutating func soil(_ random: inout SeededGenerator) throws {
        let path = random.pick(try Self.pools().keys.sorted())
        switch Int.random(in: 0..<6, using: &random) {
        case 0: try addBadLine(at: path, &random)
        case 1: disorder(path, &random)
        case 2: add(random.pick(Self.badPaths))
        case 3: add("sessions/2026-11/21/f", mode: random.pick([0o100755, 0o120000, 0o160000, 0o100664]))
        case 4: spoilFormat(&random)
        default: if hasGoodFormat { leaves["format"] = nil }
        }
    }

    private static let badPaths = [
        "README", "sessions/2026-13/01/a", "sessions/2026-02/30/a", "sessions/1999-12/31/a", "sessions/2026-11/21/g",
        "sessions/2026-11/21/aa", "Sessions/2026-11/21/a", "replicas/2026-11/a", "work/3", "zoo/2026-11/21/a/b",
        "abcdefghijklmnopq/a", "claims/2026-11/A", ".git/config", "sessions/2026-11/1/a",
    ]

    /// One entry that is dropped whole. Where it was added already, nothing is.
    private mutating func add(_ path: String, mode: UInt32 = 0o100644) {
        guard leaves[path] == nil else { return }
        leaves[path] = .init(mode: TreeEntry.Mode(rawValue: mode), bytes: [1, 2, 3])
        invalidCount += 1
    }

    private mutating func addBadLine(at path: String, _ random: inout SeededGenerator) throws {
        let pools = try Self.pools()
        let others = pools.keys.sorted().filter { $0.suffix(1) != path.suffix(1) }
        let foreign = others.compactMap { pools[$0]?.lines[0].bytes }
        let good = pools[path]?.lines[0].bytes ?? []
        let bad: [[UInt8]] = [
            [], [0xff], Array("x".utf8), [UInt8](repeating: .space, count: 9000), random.pick(foreign),
            good.dropLast() + [UInt8(ascii: "B")], [UInt8(ascii: "A")] + good.dropFirst(), good + [.space],
        ]
        let line = random.pick(bad) + [.lineFeed]
        var bytes = leaves[path]?.bytes ?? []
        guard !bytes.split(separator: .lineFeed, omittingEmptySubsequences: false).dropLast().contains(line.dropLast())
        else { return }
        bytes = random.chance(50) ? bytes + line : line + bytes
        leaves[path] = .init(bytes: bytes)
        invalidCount += 1
    }

    private mutating func disorder(_ path: String, _ random: inout SeededGenerator) {
        guard let bytes = leaves[path]?.bytes else { return }
        let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false).dropLast()
        let disordered = (lines + lines.suffix(1)).shuffled(using: &random)
        leaves[path]?.bytes = disordered.flatMap { $0 + [.lineFeed] }
    }

    private var hasGoodFormat: Bool {
        leaves["format"].map { $0.bytes == StateFormat.bytes && $0.mode == .file } ?? false
    }

    private mutating func spoilFormat(_ random: inout SeededGenerator) {
        guard hasGoodFormat else { return }
        leaves["format"] = random.pick([
            .init(bytes: Array("sheaf 2\n".utf8)), .init(bytes: []),
            .init(mode: TreeEntry.Mode(rawValue: 0o100755), bytes: StateFormat.bytes),
        ])
        invalidCount += 1
    }
}
