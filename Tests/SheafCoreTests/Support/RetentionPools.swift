import TestSupport
import Testing

@testable import SheafCore

/// Lines of records in three months and of every kind, claims of three subjects among them; made once.
enum RetentionPools {
    static func lines() throws -> [ArrivedLine] { try shared.get() }

    static let months = ["2026-09", "2026-10", "2026-11"]

    private static let shared = Result {
        var random = SeededGenerator(seed: 77)
        var lines: [ArrivedLine] = []
        for month in months {
            for text in ["sessions/\(month)/05/a", "sessions/\(month)/06/a", "work/\(month)/3", "zoo/\(month)/4"] {
                let path = try #require(ShardPath(text))
                for key in TestKeys.all.prefix(2) {
                    let record = RecordID.random(at: path, &random)
                    for number in 1...2 {
                        let line = try key.replicaKey.line(
                            record: record, number: Int64(number), body: ["kind": "kept", "at": 1])
                        lines.append(ArrivedLine(path: path, line: line))
                    }
                }
            }
            for fence in 1...3 { lines += try claim("work:\(fence % 2)", fence: Int64(fence), month: month, &random) }
        }
        for text in ["replicas/9", "zoo/4"] {
            let path = try #require(ShardPath(text))
            let record = RecordID.random(at: path, &random)
            lines.append(ArrivedLine(
                path: path, line: try TestKeys.all[0].replicaKey.line(record: record, number: 1, body: ["kind": "kept", "at": 1])))
        }
        return lines
    }

    /// A claim and its release; the key is any.
    static func claim(
        _ subject: String, fence: Int64, month: String, _ random: inout SeededGenerator, isForged: Bool = false
    ) throws -> [ArrivedLine] {
        let path = try #require(ShardPath("claims/\(month)/b"))
        let record = RecordID.random(at: path, &random)
        let key = random.pick(TestKeys.all).replicaKey
        let claim = try key.line(
            record: record, number: 1,
            body: ["at": 1, "fence": .integer(fence), "kind": "claim", "lease_s": 60, "subject": .string(subject)])
        let released = try key.line(record: record, number: 2, body: ["at": 2, "kind": "released"])
        return try [isForged ? claim.forged() : claim, released].map { ArrivedLine(path: path, line: $0) }
    }

    /// What is always held together: a release is only written by who holds the claim.
    static func units() throws -> [[ArrivedLine]] {
        let lines = try lines()
        let claims = Dictionary(grouping: lines.filter { $0.path.kind == .claim }, by: \.line.record)
        return lines.filter { $0.path.kind != .claim }.map { [$0] } + claims.keys.sorted().compactMap { claims[$0] }
    }

    /// Any floor, any few evicted records; sometimes nothing.
    static func policy(_ random: inout SeededGenerator) throws -> Retention {
        let floor: [CivilMonth?] = [nil, CivilMonth("2026-10"), CivilMonth("2026-11"), CivilMonth("2026-12")]
        let records = Set(try lines().map(\.line.record)).sorted()
        return Retention(floor: random.pick(floor), evicted: random.some(records, percent: 15))
    }
}

extension MemoryObjects {
    /// The tree of exactly these lines; nil for none.
    mutating func tree(_ lines: some Sequence<ArrivedLine>) throws -> ObjectID? {
        var insert = TreeInsert(self)
        let tree = try insert.insert(Array(lines), into: nil)
        self = insert.objects
        return tree
    }

    mutating func join(_ local: ObjectID?, _ remote: ObjectID?) throws -> (tree: ObjectID?, new: [ArrivedLine]) {
        var join = TreeJoin(self)
        let tree = try join.join(local: local, remote: remote)
        self = join.objects
        return (tree, join.result.new)
    }

    mutating func keep(_ lines: some Sequence<ArrivedLine>, _ retention: Retention) throws -> Set<ArrivedLine> {
        let kept = try keep(tree(lines), retention)
        return try self.lines(of: kept)
    }

    mutating func keep(_ tree: ObjectID?, _ retention: Retention) throws -> ObjectID? {
        var retained = RetainedTree(self, retention)
        let kept = try tree.flatMap { try retained.keep($0) }
        self = retained.objects
        return kept
    }

    /// Every line of a tree.
    func lines(of tree: ObjectID?) throws -> Set<ArrivedLine> {
        guard let tree else { return [] }
        var lines: Set<ArrivedLine> = []
        for (path, leaf) in try leaves(of: tree) where path != "format" {
            let path = try #require(ShardPath(path))
            for piece in leaf.bytes.split(separator: .lineFeed) {
                lines.insert(ArrivedLine(path: path, line: try Line(bytes: piece)))
            }
        }
        return lines
    }
}
