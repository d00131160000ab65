import TestSupport
import Testing

@testable import SheafCore

/// What is taken out of a tree, and what is not.
@Suite("Leaving out of a tree")
struct RetainedTreeTests {
    private var objects = MemoryObjects()
    private let lines: [ArrivedLine]

    init() throws {
        lines = try RetentionPools.lines()
    }

    @Test("nothing to leave out reads nothing and gives the tree itself")
    mutating func everything() throws {
        let tree = try objects.tree(lines)
        objects.reads.forget()
        #expect(try objects.keep(tree, .everything) == tree)
        #expect(objects.reads.trees.isEmpty && objects.reads.blobs.isEmpty)
    }

    @Test("months below the floor go, of every dated kind; flat kinds and other months stay untouched")
    mutating func floor() throws {
        let retention = Retention(floor: try #require(CivilMonth("2026-11")))
        let kept = try objects.keep(lines, retention)
        let expected = lines.filter { $0.path.kind != .claim && !retention.isBelowFloor($0.path) }
        #expect(kept.filter { $0.path.kind != .claim } == Set(expected))
        #expect(kept.contains { $0.path.depth == .flat } && kept.contains { $0.path.description.hasPrefix("work/2026-11") })
    }

    @Test("lines of an evicted record go wherever they stand, and its neighbours stay")
    mutating func evicted() throws {
        for record in Set(lines.filter { $0.path.kind != .claim }.map(\.line.record)) {
            let kept = try objects.keep(lines, Retention(evicted: [record]))
            #expect(kept == Set(lines.filter { $0.line.record != record }))
        }
    }

    @Test("of each subject the greatest fence outlives floor and eviction, with its release; an unsigned one shadows nothing")
    mutating func greatestFence() throws {
        var random = SeededGenerator(seed: 5)
        let old = try RetentionPools.claim("spend", fence: 7, month: "2026-09", &random)
        let greatest = try RetentionPools.claim("spend", fence: 8, month: "2026-10", &random)
        let equal = try RetentionPools.claim("spend", fence: 8, month: "2026-09", &random)
        let forged = try RetentionPools.claim("spend", fence: 99, month: "2026-09", &random, isForged: true)
        let other = try RetentionPools.claim("other", fence: 1, month: "2026-09", &random)
        let all = old + greatest + equal + forged + other
        for retention in [
            Retention(floor: CivilMonth("2026-11")), Retention(evicted: all.map(\.line.record)),
            Retention(floor: CivilMonth("2026-10"), evicted: greatest.map(\.line.record)),
        ] {
            let kept = try objects.keep(all, retention)
            #expect(kept == Set(greatest + equal + other))
        }
        let above = Retention(floor: CivilMonth("2026-10"))
        let kept = try objects.keep(all, above)
        #expect(kept == Set(greatest + equal + other), "what is above the floor does not count as a survivor of it")
    }

    @Test("a claim that rule 11 may ignore shadows no other one: not the greatest fence of those that name nothing")
    mutating func shadowed() throws {
        var random = SeededGenerator(seed: 6)
        let honest = try RetentionPools.claim("spend", fence: 7, month: "2026-09", &random)
        let smaller = try RetentionPools.claim("spend", fence: 6, month: "2026-09", &random)
        let stranger = try RetentionPools.claim("spend", fence: 1, month: "2026-09", &random)
        let knowing = try TestKeys.all[3].replicaKey.line(
            record: stranger[0].line.record, number: 3,
            body: [
                "after": [.string(stranger[0].line.hash.name.hex)], "at": 3, "fence": 99, "kind": "claim", "lease_s": 60,
                "subject": "spend",
            ])
        let ignored = ArrivedLine(path: stranger[0].path, line: knowing)
        let kept = try objects.keep(honest + smaller + stranger + [ignored], Retention(floor: CivilMonth("2026-11")))
        #expect(kept == Set(honest + stranger + [ignored]))
    }

    @Test("a state of which nothing is left is none")
    mutating func nothingLeft() throws {
        let tree = try objects.tree(lines.filter { $0.path.kind == .work })
        #expect(try objects.keep(tree, Retention(floor: CivilMonth("2099-12"))) == nil)
    }

    @Test("leaving out twice is leaving out once, and it makes no difference before or after a join", arguments: Seeds.cases(30))
    mutating func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let retention = try RetentionPools.policy(&random)
        let left = try objects.tree(random.some(RetentionPools.units(), percent: 60).flatMap(\.self))
        let right = try objects.tree(random.some(RetentionPools.units(), percent: 60).flatMap(\.self))
        let kept = try objects.keep(objects.join(left, right).tree, retention)
        #expect(try objects.keep(kept, retention) == kept)
        let (keptLeft, keptRight) = (try objects.keep(left, retention), try objects.keep(right, retention))
        #expect(try objects.keep(objects.join(keptLeft, keptRight).tree, retention) == kept)
        #expect(try objects.keep(objects.join(left, keptRight).tree, retention) == kept)
    }

    @Test("a hostile tree loses the same lines as its join, and nothing in it stops the walk", arguments: Seeds.cases(30))
    mutating func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let state = objects.write(try RandomState(&random, isClean: false).leaves)
        let records = try RandomState.pools().values.flatMap(\.lines).map(\.record).sorted()
        let retention = Retention(
            floor: random.pick([nil, CivilMonth("2026-11"), CivilMonth("2026-12")]),
            evicted: random.some(records, percent: 30))
        let keptFirst = try objects.keep(state, retention)
        let joinedFirst = try objects.keep(objects.join(nil, state).tree, retention)
        let keptThenJoined = try keptFirst.flatMap { try objects.join(nil, $0).tree }
        #expect(try objects.lines(of: keptThenJoined) == objects.lines(of: joinedFirst))
    }

    @Test("a retention's text gives the same retention back, and no other text does")
    func text() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<50 {
            let retention = try RetentionPools.policy(&random)
            #expect(Retention(text: retention.text) == retention)
        }
        for text in ["", "{}", "{\"evicted\":[]} ", "{\"evicted\":[\"x\"]}", "{\"evicted\":[],\"floor_month\":\"2026-13\"}"] {
            #expect(Retention(text: text) == nil)
        }
    }
}
