import Testing

@testable import SheafCore

@Suite struct TrustTests {
    private let keys = TestKeys.all
    private let noon = Instant(milliseconds: 1_795_262_400_000)
    private let record = RecordKey(.session, RecordID(time: Instant(milliseconds: 1_795_251_600_000), entropy: [UInt8](repeating: 7, count: 10)))

    private func fact(_ key: TestKeys.Key, at instant: Instant? = nil, about record: RecordKey? = nil) throws -> Fact {
        let object = Fact.object(.ended(.complete), time: HybridTime(at: (instant ?? noon).milliseconds), after: [], isHuman: true)
        let record = record ?? self.record
        return try Fact(try key.replicaKey.line(record: record.id, number: 1, body: object), in: record.kind)
    }

    private func decision(_ index: Int, _ verdict: TrustDecision.Verdict, name: String? = nil, at instant: Instant? = nil) -> TrustDecision {
        TrustDecision(replica: keys[index].replica, verdict: verdict, name: name, decidedBy: "ada@example.com", decidedAt: instant ?? noon)
    }

    private func demand(_ record: RecordKey? = nil, repository: String? = nil, now: Instant? = nil) -> Trust.Demand {
        Trust.Demand(record: record ?? self.record, repository: repository, now: now ?? noon)
    }

    @Test func onlyTrustedAndOwnReplicasAuthorise() throws {
        let trust = Trust(
            own: [keys[0].replica, keys[1].replica],
            decisions: [decision(1, .revoked(reason: nil)), decision(2, .trusted(.always)), decision(3, .revoked(reason: "lost"))])
        let expected: [Trust.Authorisation] = [.granted, .refused(.revoked), .granted, .refused(.revoked), .refused(.notTrusted)]
        for (index, authorisation) in expected.enumerated() {
            let fact = try fact(keys[index])
            #expect(trust.authorises(fact, of: .session, isSigned: true, naming: nil, demand()) == authorisation, "\(index)")
            #expect(trust.authorises(fact, of: .session, isSigned: false, naming: nil, demand()) == .refused(.unsigned))
        }
        #expect(expected.indices.map { trust.standing(of: keys[$0].replica) } == [.trusted, .revoked, .trusted, .revoked, .known])
    }

    /// A signature names its record, and a fact that matters names its repository: a copy elsewhere is worth nothing.
    @Test func replayedAuthorisationsAreIgnored() throws {
        let trust = Trust(decisions: [decision(0, .trusted(.always))])
        let other = RecordKey(.session, RecordID(time: noon, entropy: [UInt8](repeating: 8, count: 10)))
        let fact = try fact(keys[0])
        #expect(trust.authorises(fact, of: .session, isSigned: true, naming: nil, demand(other)) == .refused(.anotherRecord))
        let work = RecordKey(.work, record.id)
        #expect(trust.authorises(fact, of: .session, isSigned: true, naming: nil, demand(work)) == .refused(.anotherRecord))
        let (here, there) = (String(repeating: "1", count: 32), String(repeating: "2", count: 32))
        #expect(trust.authorises(fact, of: .session, isSigned: true, naming: here, demand(repository: here)) == .granted)
        for named in [there, nil] {
            #expect(trust.authorises(fact, of: .session, isSigned: true, naming: named, demand(repository: here)) == .refused(.anotherRepository))
        }
    }

    /// Whoever holds an expired key can write any time into a fact, but cannot set the reader's clock back.
    @Test func anExpiredKeyAuthorisesNothingEvenBackdated() throws {
        let validity = TrustDecision.Validity(after: noon, before: noon.advanced(bySeconds: 3600))
        let trust = Trust(decisions: [decision(0, .trusted(validity))])
        func ask(_ fact: Int64, _ now: Int64) throws -> Trust.Authorisation {
            trust.authorises(
                try self.fact(keys[0], at: noon.advanced(bySeconds: fact)), of: .session, isSigned: true, naming: nil,
                demand(now: noon.advanced(bySeconds: now)))
        }
        #expect(try ask(0, 0) == .granted)
        #expect(try ask(10, 3599) == .granted)
        for (fact, now) in [(-1, 10), (10, 3600), (3600, 10), (-1, -1)] as [(Int64, Int64)] {
            #expect(try ask(fact, now) == .refused(.expired), "\(fact) \(now)")
        }
    }

    @Test func theLatestDecisionCounts() {
        let later = noon.advanced(bySeconds: 1)
        for decisions in [[decision(0, .trusted(.always)), decision(0, .revoked(reason: nil), at: later)], [decision(0, .revoked(reason: nil), at: later), decision(0, .trusted(.always))]] {
            #expect(Trust(decisions: decisions).revoked == [keys[0].replica])
            #expect(Trust(decisions: decisions).trusted == [])
        }
    }

    @Test func aNameOfATrustedReplicaUnderAnotherKeyIsReported() {
        let trust = Trust(own: [keys[0].replica], decisions: [decision(1, .trusted(.always), name: "Build farm"), decision(2, .revoked(reason: nil))])
        let cards = [(0, "ada-1a0b"), (1, "ci"), (2, "ci"), (3, "CI"), (4, "ada 1AOb"), (5, "build-farm"), (6, "ada-1a0c"), (7, "")]
        let clashes = trust.clashes(cards.map { (replica: keys[$0.0].replica, name: $0.1) })
        #expect(Set(clashes.map(\.replica)) == Set([3, 4, 5].map { keys[$0].replica }))
        #expect(Set(clashes.map(\.trusted)) == Set([0, 1].map { keys[$0].replica }))
    }
}
