import Testing

@testable import SheafCore

/// What a writer decides before it signs.
struct AuthorshipTests {
    private let key = TestKeys.all[0].replicaKey
    private let now = Instant(milliseconds: 1_795_251_600_000)

    /// Found by the simulator: whoever can push could stop a replica from ever writing about a record again.
    @Test func aForgedNumberDoesNotCount() throws {
        let record = RecordKey(.session, RecordID(time: now, entropy: [UInt8](repeating: 1, count: 10)))
        let own = try key.line(record: record.id, number: 3, body: ["kind": "kept", "at": 1])
        let forged = try key.line(record: record.id, number: 9_999_999_999_999_999, body: ["kind": "kept", "at": 1])
        let lines = [HeldLine(own, isSigned: true), HeldLine(forged, isSigned: false)]
        #expect(RecordDraft(lines: lines, heads: [own.hash], replica: key.replica).numberNext == 4)
    }

    @Test func theGreatestNumberIsFollowedByALineThatPassesTheStructuralCheck() throws {
        let record = RecordKey(.session, RecordID(time: now, entropy: [UInt8](repeating: 1, count: 10)))
        let own = try key.line(record: record.id, number: 9_999_999_999_999_999, body: ["kind": "kept", "at": 1])
        let draft = RecordDraft(lines: [HeldLine(own, isSigned: true)], heads: [own.hash], replica: key.replica)
        var authorship = Authorship(replica: key.replica, mintReason: nil, clock: HybridTime(at: 0), key: key)
        let fact = try authorship.sign(.kept, to: record, after: draft, isHuman: false, now: now)
        #expect(fact.after == [own.hash.name])
    }

    /// Found by the simulator: the fence after the greatest is no integer of format 1.
    @Test func aFenceBeyondTheGreatestIsRefused() {
        var authorship = Authorship(replica: key.replica, mintReason: nil, clock: HybridTime(at: 0), key: key)
        let record = RecordKey(.claim, RecordID(time: now, entropy: [UInt8](repeating: 2, count: 10)))
        let claim = FactBody.Claim(subject: "work:1", fence: JSONValue.integerMax + 1, leaseSeconds: 60)
        #expect(throws: FactError.invalid(kind: "claim", field: "fence")) {
            try authorship.sign(.claim(claim), to: record, after: RecordDraft(), isHuman: false, now: now)
        }
    }
}
