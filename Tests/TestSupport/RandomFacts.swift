import SheafCore

/// A set of lines as an unruly team would leave it: concurrent writers, clones that share a key, gaps, forged
/// signatures, false `after`, foreign kinds, commits and pull requests that several sessions hold.
///
/// The same seed gives the same lines.
public struct RandomFacts {
    public struct Entry: Hashable, Sendable {
        public let path: ShardPath
        public let line: Line
        public let isSigned: Bool

        public init(path: ShardPath, line: Line, isSigned: Bool) {
            self.path = path
            self.line = line
            self.isSigned = isSigned
        }

        public var key: RecordKey { RecordKey(path.kind, line.record) }
    }

    public private(set) var entries: [Entry] = []
    private var generator: SeededGenerator
    private let writers: [Writer]
    private let records: [RecordKey]
    /// What each writer holds, by record.
    private var held: [[RecordKey: [Fact]]]
    private var numbers: [[RecordKey: Int64]]
    private var time: Int64

    /// A database: clones have the same key and a state of their own.
    private struct Writer {
        let key: ReplicaKey
        let clockSkew: Int64
    }

    public static let openedAt = Instant(milliseconds: 1_795_000_000_000)

    public init(seed: UInt64, factCount: Int, sessionCount: Int = 6, replicaCount: Int = 4) {
        var generator = SeededGenerator(seed: seed)
        var writers = (0..<replicaCount).map { index in
            Writer(key: Self.key(seed, index), clockSkew: .random(in: -120_000...120_000, using: &generator))
        }
        writers.append(Writer(key: writers[0].key, clockSkew: 0))
        let author = Self.authors[0]
        records = (0..<sessionCount).map { index in
            let first = MemberKey.commit(Self.commit(index))
            let seconds = Self.openedAt.milliseconds / 1000 + Int64(index) * 600
            return RecordKey(.session, .session(author: author, firstMember: first, committedAt: seconds))
        } + (0..<3).map { index in
            RecordKey(.claim, RecordID(time: Self.openedAt, entropy: [UInt8](repeating: UInt8(index), count: 10)))
        } + writers.map { RecordKey(.replica, $0.key.replica.record) }
        self.writers = writers
        held = writers.map { _ in [:] }
        numbers = writers.map { _ in [:] }
        time = Self.openedAt.milliseconds
        self.generator = generator
        for _ in 0..<factCount { step() }
        entries = Array(Set(entries)).sorted { $0.line.hash < $1.line.hash }
    }

    /// The lines in another order, cut into portions of random sizes, some lines more than once.
    public mutating func shuffledPortions() -> [[Entry]] {
        var rest = (entries + entries.prefix(entries.count / 5)).shuffled(using: &generator)[...]
        var portions: [[Entry]] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, entries.count / 3), using: &generator)
            portions.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return portions
    }

    // MARK: Steps

    private mutating func step() {
        time += .random(in: 0...400_000, using: &generator)
        let writer = Int.random(in: writers.indices, using: &generator)
        guard Int.random(in: 0..<4, using: &generator) > 0 else { return exchange(writer) }
        guard let record = records.randomElement(using: &generator) else { return }
        write(record, by: writer)
    }

    /// One writer learns everything another one holds about a record.
    private mutating func exchange(_ writer: Int) {
        let other = Int.random(in: writers.indices, using: &generator)
        for (record, facts) in held[other] where Bool.random(using: &generator) {
            let known = Set((held[writer][record] ?? []).map(\.hash))
            held[writer][record, default: []] += facts.filter { !known.contains($0.hash) }
        }
    }

    private mutating func write(_ record: RecordKey, by writer: Int) {
        guard let path = ShardPath(kind: record.kind, record: record.id) else { return }
        var number = (numbers[writer][record] ?? 0) + 1
        if chance(40) { number += 1 }
        numbers[writer][record] = number
        var after = heads(held[writer][record] ?? [])
        if chance(30), let forged = entries.randomElement(using: &generator) { after.append(forged.line.hash.name) }
        let object = object(for: record, writer: writer, after: after)
        let key = writers[writer].key
        guard let line = try? key.line(record: record.id, number: number, body: object) else { return }
        let isSigned = !chance(40)
        entries.append(Entry(path: path, line: line, isSigned: isSigned))
        guard isSigned, let fact = try? Fact(line, in: record.kind) else { return }
        held[writer][record, default: []].append(fact)
    }

    private mutating func object(for record: RecordKey, writer: Int, after: [LineName]) -> JSONObject {
        let clock = HybridTime(at: time + writers[writer].clockSkew, counter: chance(5) ? 1 : 0)
        var object = Fact.object(body(for: record), time: clock, after: after, isHuman: chance(3))
        if chance(50) { object["kind"] = "foretold" }
        if chance(60) { object["extra"] = true }
        if chance(60) { object["at"] = "yesterday" }
        return object
    }

    private mutating func body(for record: RecordKey) -> FactBody {
        switch record.kind {
        case .claim:
            chance(4)
                ? .released
                : .claim(.init(subject: "work/\(roll(2))", fence: Int64(1 + roll(3)), leaseSeconds: 60))
        case .replica: .card(.init(name: "machine \(roll(3))", formats: [1], rules: [1]))
        default: sessionBody()
        }
    }

    private mutating func sessionBody() -> FactBody {
        switch roll(16) {
        case 0: .opened(
            .init(
                author: Self.authors[roll(2)], timeoutSeconds: Int64(300 + 600 * roll(4)), warningSeconds: 900,
                orphanSeconds: 7200, isHeuristic: chance(2), worktree: WorktreeToken("000000000000000\(roll(3))")))
        case 1...6: .member(membership(.commit(Self.commit(roll(12)))))
        case 7: .member(membership(.pullRequest(Int64(1 + roll(4)))))
        case 8: .removed(.commit(Self.commit(roll(12))))
        case 9: .ended(chance(2) ? .complete : .abandon)
        case 10: .reopened
        case 11: .kept
        case 12: .titled(["", "Parser", "Lexer"][roll(3)])
        case 13: .taken(.init(author: Self.authors[roll(2)], worktree: nil))
        case 14: .scored(.init(scorer: "lint@1", members: String(repeating: "a", count: 64), value: Int64(roll(3))))
        default: .corrected(commit: Self.commit(roll(12)), isAutomatic: chance(2))
        }
    }

    private mutating func membership(_ key: MemberKey) -> FactBody.Membership {
        let state: FactBody.PullRequestState? = if case .pullRequest = key { [.open, .closed, .merged][roll(3)] } else { nil }
        return .init(
            key: key, time: time + .random(in: -900_000...900_000, using: &generator), touchesTests: chance(2),
            touchesDocs: chance(2), isMarked: chance(8), via: [.window, .hook, .hand, .mark][roll(4)],
            worktree: chance(2) ? WorktreeToken("000000000000000\(roll(3))") : nil, state: state)
    }

    /// Names that no other held fact names.
    private func heads(_ facts: [Fact]) -> [LineName] {
        let named = Set(facts.flatMap(\.after))
        return facts.map(\.hash.name).filter { !named.contains($0) }
    }

    private mutating func roll(_ sides: Int) -> Int { .random(in: 0..<sides, using: &generator) }

    /// True once in `sides`.
    private mutating func chance(_ sides: Int) -> Bool { roll(sides) == 0 }

    private static let authors = ["ada", "grace"].compactMap { AuthorSlug($0) }

    public static func key(_ seed: UInt64, _ index: Int) -> ReplicaKey {
        var generator = SeededGenerator(seed: seed &* 31 &+ UInt64(index))
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        guard let key = ReplicaKey(seed: bytes) else { preconditionFailure("BUG: 32 bytes are a seed") }
        return key
    }

    public static func commit(_ index: Int) -> ObjectID {
        guard let id = ObjectID(bytes: [UInt8](repeating: UInt8(index), count: 20)) else {
            preconditionFailure("BUG: 20 bytes are an object id")
        }
        return id
    }
}
