import Testing

@testable import SheafCore

@Suite("A try to claim")
struct ClaimAttemptTests {
    private typealias Fixture = ClaimFixture
    private let tip = ObjectID(String(repeating: "a", count: 40))
    private let next = ObjectID(String(repeating: "b", count: 40))

    /// An attempt of Ada's that has been built on `tip`, and the view that its line gives once it is in the tree.
    private func built(fence: Int64 = 1) throws -> (attempt: ClaimAttempt, line: ArrivedLine, view: ClaimView) {
        let record = RecordID(high: 0x019c_adc6_9a80_7000, low: 1)
        let claim = FactBody.Claim(subject: "work:1", fence: fence, leaseSeconds: 60)
        let object = Fact.object(.claim(claim), time: HybridTime(at: 1), after: [], isHuman: false)
        let path = try #require(ShardPath(kind: .claim, record: record))
        let line = ArrivedLine(
            path: path, line: try TestKeys.all[0].replicaKey.line(record: record, number: 1, body: object))
        var attempt = ClaimAttempt(subject: "work:1", by: Fixture.ada)
        attempt.build(line, fence: fence, on: tip)
        let view = ClaimView(id: record, claim: claim, replica: Fixture.ada, line: line.line.hash, isReleased: false)
        return (attempt, line, view)
    }

    private func step(_ attempt: ClaimAttempt, tip: ObjectID?, _ claims: [ClaimView]) -> ClaimAttempt.Step {
        attempt.step(tip: tip, claims: claims, unread: nil, book: ClaimBook(), monotonic: 0)
    }

    @Test("before anything is built, a free subject is written and another one is refused")
    func unbuilt() {
        let attempt = ClaimAttempt(subject: "work:1", by: Fixture.ada)
        #expect(step(attempt, tip: nil, []) == .write(fence: 1))
        let rival = Fixture.claim(1, by: Fixture.ben, fence: 7)
        #expect(step(attempt, tip: tip, [rival]) == .finish(.refused(.rival(rival, milliseconds: 60_000))))
        var book = ClaimBook()
        book.noticeVanished(leaseSeconds: 10, monotonic: 0)
        #expect(
            attempt.step(tip: tip, claims: [], unread: nil, book: book, monotonic: 0) == .finish(.refused(.silent(milliseconds: 10_000))))
    }

    @Test("while a shard of claims is unread nothing is claimed, and nothing built before is in force")
    func unread() throws {
        let path = try #require(ShardPath("claims/2026-11/a"))
        let refused = ClaimAttempt.Step.finish(.refused(.unread(path)))
        let fresh = ClaimAttempt(subject: "work:1", by: Fixture.ada)
        let (attempt, line, view) = try built()
        let book = ClaimBook()
        #expect(fresh.step(tip: tip, claims: [], unread: path, book: book, monotonic: 0) == refused)
        #expect(attempt.step(tip: next, claims: [view], unread: path, book: book, monotonic: 0) == refused)
        #expect(attempt.step(tip: next, claims: [], unread: path, book: book, monotonic: 0) == .finish(.lost))
        // The tip on which it was built has not changed, so all of its claims had been read.
        #expect(attempt.step(tip: tip, claims: [], unread: nil, book: book, monotonic: 0) == .pushAgain(line))
    }

    @Test("the line is in the tree: in force")
    func arrived() throws {
        let (attempt, _, view) = try built()
        #expect(step(attempt, tip: next, [view]) == .finish(.inForce(fence: 1)))
        #expect(attempt.accepted() == .inForce(fence: 1))
    }

    @Test("the line is not in the tree and the tip has not moved: the same line again, even on no tip at all")
    func again() throws {
        let (attempt, line, _) = try built()
        #expect(step(attempt, tip: tip, []) == .pushAgain(line))
        var first = ClaimAttempt(subject: "work:1", by: Fixture.ada)
        first.build(line, fence: 1, on: nil)
        #expect(step(first, tip: nil, []) == .pushAgain(line))
        #expect(step(first, tip: tip, []) == .finish(.lost))
    }

    @Test("the line is not in the tree and the tip has moved or gone: discarded, whoever moved it")
    func discarded() throws {
        let (attempt, _, _) = try built()
        #expect(step(attempt, tip: next, []) == .finish(.lost))
        #expect(step(attempt, tip: nil, []) == .finish(.lost))
        #expect(step(attempt, tip: next, [Fixture.claim(1, by: Fixture.ben, fence: 1)]) == .finish(.lost))
    }

    @Test("the line is in the tree and a greater fence is too: lost")
    func overtaken() throws {
        let (attempt, _, view) = try built()
        #expect(step(attempt, tip: next, [view, Fixture.claim(1, by: Fixture.ben, fence: 2)]) == .finish(.lost))
    }

    @Test("of equal fences, which a rewound ref can bring about, the fold's winner alone is in force")
    func equalFences() throws {
        let (attempt, _, view) = try built()
        for number: UInt8 in [0, 255] {
            let rival = Fixture.claim(number, by: Fixture.ben, fence: 1)
            let isInForce = view.line < rival.line
            #expect(RivalClaims.inForce([view, rival])?.line == (isInForce ? view.line : rival.line))
            #expect(step(attempt, tip: next, [rival, view]) == .finish(isInForce ? .inForce(fence: 1) : .lost))
        }
    }
}
