import TestSupport
import Testing

@testable import SheafCore

@Suite("Facts")
struct FactTests {
    @Test("a fact that is written reads back as it was", arguments: Seeds.cases(4))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (key, record) = (TestKeys.all[0], RecordID(high: 0x019c_adc6_9a80_7998, low: 1))
        for _ in 0..<150 {
            let kind = random.pick([RecordKind.session, .session, .claim, .replica])
            let body = RandomBody.fact(in: kind, holding: [], at: RandomTeam.start, .random(&random), &random)
            let time = HybridTime(
                at: random.pick([0, 1, JSONValue.integerMax]), counter: random.pick([0, 1, HybridTime.counterMax]))
            let after = Set((0..<random.pick([0, 1, 3, 64])).map { _ in LineHash(of: random.bytes(8)).name })
            let isHuman = random.chance(50)
            let object = Fact.object(body, time: time, after: after, isHuman: isHuman)
            let owner = kind == .replica ? key.replica.record : record
            let fact = try Fact(try key.replicaKey.line(record: owner, number: 1, body: object), in: kind)
            #expect(fact.body == body && fact.time == time && fact.isHuman == isHuman)
            #expect(fact.after == after.sorted())
        }
    }

    @Test("with more than 64 heads the first 64 in ascending order are named")
    func manyHeads() throws {
        let names = (0..<100).map { LineHash(of: [UInt8($0)]).name }
        let object = Fact.object(.kept, time: HybridTime(at: 1), after: names.shuffled(), isHuman: false)
        #expect(object["after"]?.array == names.sorted().prefix(64).map { .string($0.hex) })
    }

    @Test("a commit that was made before 1970 counts as made then")
    func negativeTime() {
        #expect(FactBody.Membership(key: .pullRequest(1), time: -5, state: .open).time == 0)
        #expect(FactBody.Membership(key: .pullRequest(1), time: .max, state: .open).time == JSONValue.integerMax)
    }

    @Test("slugs and tokens keep to their grammar")
    func grammars() {
        for text in ["a", "0", "a.b_c-d", String(repeating: "a", count: 32)] { #expect(AuthorSlug(text)?.text == text) }
        for text in ["", "-a", ".a", "A", "a b", "é", "a\n", "a/b", String(repeating: "a", count: 33)] {
            #expect(AuthorSlug(text) == nil)
        }
        #expect(WorktreeToken("00000000000000af")?.text == "00000000000000af")
        for text in ["", "00000000000000aF", "00000000000000", "00000000000000aff", "00000000000000ag"] {
            #expect(WorktreeToken(text) == nil)
        }
    }

    @Test("members sort by commit, then pull requests by number")
    func memberOrder() throws {
        let commits = try ["1", "2"].map { MemberKey.commit(try #require(ObjectID(String(repeating: $0, count: 40)))) }
        let sorted = commits + [.pullRequest(2), .pullRequest(10)]
        #expect(sorted.reversed().sorted() == sorted)
        #expect(sorted.map(\.description).suffix(2) == ["pr:2", "pr:10"])
    }
}
