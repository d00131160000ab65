import TestSupport
import Testing

@testable import SheafCore

@Suite("Rival claims")
struct RivalClaimsTests {
    /// Three claims of one subject: two of the greatest fence, and a smaller one that is not in the item.
    @Test("the item is closed from a record of a rival, and not from one that is none", arguments: [
        (0, true), (1, true), (2, false),
    ])
    func acknowledged(record: Int, isClosed: Bool) throws {
        let records = (0..<3).map { RecordID(high: 0x019c_adc6_9a80_7000 + UInt64($0), low: UInt64($0)) }
        let claims = try zip(records, [2, 2, 1] as [Int64]).map { record, fence in
            try line(.claim(.init(subject: "work:1", fence: fence, leaseSeconds: 60)), in: record, number: 1)
        }
        var views = MemoryViews()
        views.insert(claims)
        let item = try #require(views.conflicts.first)
        #expect(views.conflicts.count == 1 && !item.isAcknowledged)
        #expect(Set(item.lines) == Set(claims.prefix(2).map(\.held.line.hash)))

        let acknowledgement = try line(.acknowledged([item.id]), in: records[record], number: 2)
        views.insert([acknowledgement])
        #expect(views.conflicts.map(\.isAcknowledged) == [isClosed])
        #expect(MemoryViews([acknowledgement] + claims).canonicalBytes == views.canonicalBytes)
    }

    @Test("whatever strangers write into a claim's record, the claim counts, and only its writer's release that knew it ends it", arguments: Seeds.cases(20))
    func nobodyHidesAClaim(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let record = RecordID(high: 0x019c_adc6_9a80_7000, low: random.next())
        let claim = try line(.claim(.init(subject: "work:1", fence: 5, leaseSeconds: 60)), in: record, number: 1)
        var views = MemoryViews([claim])
        for number in 1...30 as ClosedRange<Int64> {
            let names = views.lines(of: RecordKey(.claim, record)).map(\.line.hash.name).sorted()
            let subject = random.pick(["work:1", "work:2"])
            let body = random.pick([
                .claim(.init(subject: subject, fence: random.pick([1, 5, 6]), leaseSeconds: 60)), .released, .kept,
            ] as [FactBody])
            let key = random.pick(Array(TestKeys.all.dropFirst()))
            views.insert([try line(body, in: record, number: number, by: key, after: random.some(names, percent: 40))])
            let held = views.claims(on: "work:1").filter { $0.line == claim.held.line.hash }
            #expect(held.map(\.replica) == [TestKeys.all[0].replica] && held.map(\.isReleased) == [false])
        }
        let unknowing = try line(.released, in: record, number: 2)
        views.insert([unknowing])
        #expect(views.claims(on: "work:1").contains { $0.line == claim.held.line.hash && !$0.isReleased })
        views.insert([try line(.released, in: record, number: 3, after: [claim.held.line.hash.name])])
        #expect(views.claims(on: "work:1").contains { $0.line == claim.held.line.hash && $0.isReleased })
    }

    @Test("a record with too many nodes to be folded hides no claim either")
    func crowded() throws {
        let record = RecordID(high: 0x019c_adc6_9a80_7000, low: 1)
        let claim = try line(.claim(.init(subject: "work:1", fence: 5, leaseSeconds: 60)), in: record, number: 1)
        let knowing = try line(
            .claim(.init(subject: "work:1", fence: 9, leaseSeconds: 60)), in: record, number: 1, by: TestKeys.all[1],
            after: [claim.held.line.hash.name])
        // The verdict is the store's, and it is what the fold goes by.
        let crowd = try (1...RecordFold.nodeCountMax).map { number in
            let text = "\(record) \(TestKeys.all[2].replica) \(number) {\"at\":1,\"kind\":\"released\"} \(String(repeating: "A", count: 86))"
            return HeldLine(try Line(bytes: Array(text.utf8)), isSigned: true)
        }
        let fold = RecordFold(RecordKey(.claim, record), lines: [claim.held, knowing.held] + crowd)
        #expect(fold.isOverLimit)
        #expect(fold.content.claims.map(\.line) == [claim.held.line.hash])
    }

    private func line(
        _ body: FactBody, in record: RecordID, number: Int64, by key: TestKeys.Key = TestKeys.all[0], after: [LineName] = []
    ) throws -> PlacedLine {
        let object = Fact.object(body, time: HybridTime(at: 1), after: after, isHuman: true)
        let line = try key.replicaKey.line(record: record, number: number, body: object)
        return PlacedLine(kind: .claim, held: HeldLine(line, isSigned: true))
    }
}
