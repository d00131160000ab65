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

    private func line(_ body: FactBody, in record: RecordID, number: Int64) throws -> PlacedLine {
        let object = Fact.object(body, time: HybridTime(at: 1), after: [], isHuman: true)
        let line = try TestKeys.all[0].replicaKey.line(record: record, number: number, body: object)
        return PlacedLine(kind: .claim, held: HeldLine(line, isSigned: true))
    }
}
