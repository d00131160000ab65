import Foundation
import SheafCore
import SheafStore
import SheafSync
import SheafWorkspace
import TestSupport
import Testing

/// A claim is in force for one replica at a time, whatever pushes meet on their way. Protocol: 5-sync, section 4.
@Suite struct ClaimTests {
    /// Clones that have synced once, and so may push.
    private func fleet(_ count: Int, over wire: Fleet.Wire = .path, seed: UInt64) async throws -> Fleet {
        let fleet = try Fleet(count, over: wire, seed: seed)
        try await fleet.settle()
        return fleet
    }

    @Test(arguments: Fleet.Wire.allCases)
    func ofClonesThatRaceExactlyOneHoldsTheClaim(wire: Fleet.Wire) async throws {
        let fleet = try await fleet(3, over: wire, seed: 51)
        for round in 0..<4 {
            let subject = "work:\(round)"
            let outcomes = try await withThrowingTaskGroup(of: (Int, ClaimOutcome).self) { group in
                for (index, member) in fleet.members.enumerated() {
                    group.addTask { (index, try await Claimant(member).claim(subject)) }
                }
                return try await group.reduce(into: [(Int, ClaimOutcome)]()) { $0.append($1) }
            }
            let held = outcomes.compactMap { index, outcome in outcome.held.map { (index, $0) } }
            #expect(held.count == 1, "\(outcomes)")
            try await fleet.settle()
            let views = try fleet.members.map { try Claimant($0).claims(subject) }
            for claims in views {
                #expect(claims.count == 1, "a claim that lost has left a line")
                #expect(RivalClaims.inForce(claims)?.id == held.first?.1.record)
            }
            for member in fleet.members { #expect(try Claimant(member).attemptCount() == 0) }
        }
    }

    @Test func aClaimIsShownOnlyOnceItIsInForceAndThenEverywhere() async throws {
        let fleet = try await fleet(2, seed: 52)
        var generator = SeededGenerator(seed: 52)
        let first = try Claimant(fleet.members[0])
        try first.workspace.writeSomething(using: &generator)
        let claim = try #require(try await first.claim().held)
        #expect(claim.fence == 1 && claim.begunAt == first.clock.now)
        #expect(claim.millisecondsLeft(monotonic: first.clock.now + 59_999) == 1)
        #expect(claim.millisecondsLeft(monotonic: first.clock.now + 60_000) == 0)
        #expect(try first.claims().map(\.id) == [claim.record])
        #expect(try first.shownClaims().split(separator: "\n").count == 1)
        let remoteTree = try FixtureGit.run(["rev-parse", "refs/sheaf/state^{tree}"], in: fleet.remotePath)
        #expect(try first.member.tree() == remoteTree, "what was pending went with it and the local state shows it")
        #expect(try first.workspace.status(at: first.workspace.now).pendingCount == 0)
        let tip = try fleet.remoteTip()
        try await fleet.settle()
        #expect(try fleet.remoteTip() == tip, "one more round pushes nothing")
        #expect(try fleet.members[1].hashes() == fleet.members[0].hashes())
    }

    @Test func aRivalIsWaitedForByThisProcesssOwnClockAndAgainAfterARestart() async throws {
        let fleet = try await fleet(2, seed: 53)
        let holder = try #require(try await Claimant(fleet.members[0]).claim().held)
        let second = try Claimant(fleet.members[1])
        guard case .rival(let rival, 60_000) = try await second.claim() else { Issue.record("it was not refused"); return }
        #expect(rival.id == holder.record)
        second.clock.advance(milliseconds: 59_999)
        guard case .rival(_, 1) = try await second.claim() else { Issue.record("it was not refused"); return }
        guard case .rival(_, 60_000) = try await Claimant(fleet.members[1], clock: second.clock).claim() else {
            Issue.record("a restarted process did not start over")
            return
        }
        second.clock.advance(milliseconds: 1)
        #expect(try await second.claim().held?.fence == 2)
        #expect(try RivalClaims.inForce(second.claims())?.replica == second.workspace.replica)
        // The first holder sees the greater fence, and that it is too late.
        guard case .rival(_, 60_000) = try await Claimant(fleet.members[0]).claim() else { Issue.record("it was not refused"); return }
    }

    @Test func anOwnClaimIsRenewedByAGreaterFence() async throws {
        let fleet = try await fleet(1, seed: 54)
        let claimant = try Claimant(fleet.members[0])
        #expect(try await claimant.claim().held?.fence == 1)
        claimant.clock.advance(milliseconds: 1000)
        let renewed = try #require(try await claimant.claim().held)
        #expect(renewed.fence == 2 && renewed.begunAt == claimant.clock.now)
        #expect(try await Claimant(fleet.members[0]).claim().held?.fence == 3, "after a restart too")
    }

    @Test func onlyTheClaimantReleasesAndThenNobodyWaits() async throws {
        let fleet = try await fleet(2, seed: 55)
        let (first, second) = (try Claimant(fleet.members[0]), try Claimant(fleet.members[1]))
        let claim = try #require(try await first.claim().held)
        guard case .rival(let rival, _) = try await second.claim() else { Issue.record("it was not refused"); return }
        #expect(throws: ClaimError.notOurs(rival)) { try second.workspace.release(claim.record) }
        let unknown = RecordID(high: 1, low: 1)
        #expect(throws: ClaimError.unknown(unknown)) { try first.workspace.release(unknown) }
        try first.workspace.release(claim.record)
        try first.workspace.release(claim.record)
        let count = try first.workspace.status(at: first.workspace.now).pendingCount
        #expect(count == 1, "releasing twice says it once")
        try await fleet.members[0].sync()
        #expect(try await second.claim().held?.fence == 2)
    }

    @Test(arguments: ["work:1", "work:2"])
    func aClaimWrittenIntoAnothersRecordHidesNothing(subject: String) async throws {
        let fleet = try await fleet(3, seed: 64)
        let holder = try #require(try await Claimant(fleet.members[0]).claim().held)
        // Of so many lines one surely has a smaller hash than the holder's.
        let stranger = try Claimant(fleet.members[1])
        try stranger.workspace.store.write(now: stranger.workspace.now) { transaction in
            let claim = FactBody.Claim(subject: subject, fence: 1, leaseSeconds: 60)
            for _ in 0..<8 {
                let key = try #require(ReplicaKey(seed: stranger.workspace.surroundings.randomBytes(32)))
                let object = Fact.object(.claim(claim), time: HybridTime(at: 1), after: [], isHuman: false)
                let line = try key.line(record: holder.record, number: 1, body: object)
                let path = try #require(ShardPath(kind: .claim, record: holder.record))
                try transaction.intake([ReceivedLine(path: path, line: line, isSigned: true)], from: .local)
            }
        }
        try await fleet.members[1].sync()
        let third = try Claimant(fleet.members[2])
        guard case .rival = try await third.claim() else { Issue.record("the claim was hidden"); return }
        let owner = try fleet.members[0].open().replica
        #expect(try third.claims().contains { $0.id == holder.record && $0.replica == owner })
        third.clock.advance(milliseconds: 60_000)
        #expect(try await third.claim().held?.fence == 2, "never a fence that was in use")
    }

    @Test func aClaimIsReleasedAlsoPastMoreStrangersThanAFactCanName() async throws {
        let fleet = try await fleet(1, seed: 65)
        let claimant = try Claimant(fleet.members[0])
        let claim = try #require(try await claimant.claim().held)
        try claimant.workspace.store.write(now: claimant.workspace.now) { transaction in
            let path = try #require(ShardPath(kind: .claim, record: claim.record))
            for number in 1...200 as ClosedRange<Int64> {
                let key = try #require(ReplicaKey(seed: [UInt8](repeating: 7, count: 32)))
                let object = Fact.object(.released, time: HybridTime(at: number), after: [], isHuman: false)
                let line = try key.line(record: claim.record, number: number, body: object)
                try transaction.intake([ReceivedLine(path: path, line: line, isSigned: true)], from: .local)
            }
        }
        try claimant.workspace.release(claim.record)
        #expect(try claimant.claims().map(\.isReleased) == [true])
    }

    @Test func aClaimWhoseReplyWasLostIsInForceWhenTheNextFetchShowsIt() async throws {
        let fleet = try await fleet(1, seed: 56)
        let claimant = try Claimant(fleet.members[0])
        let transport = FaultyTransport(try claimant.transport(), .replyLost)
        let driver = try claimant.driver(over: transport, claimant.newLedger())
        let (outcome, report) = try await driver.claim("work:1", leaseSeconds: 60, by: claimant.workspace.replica)
        #expect(outcome.held?.fence == 1)
        #expect(transport.pushed.count == 1 && report.failedPushCount == 1)
        #expect(try claimant.attemptCount() == 0)
        #expect(try claimant.claims().map(\.id) == [outcome.held?.record])
        #expect(report.ownCount == 0, "its own line came back and that is no sign of a copy")
    }

    @Test func aPushThatNeverArrivedIsRepeatedWithTheSameLine() async throws {
        let fleet = try await fleet(1, seed: 57)
        let claimant = try Claimant(fleet.members[0])
        let transport = FaultyTransport(try claimant.transport(), .requestLost, count: 3)
        let driver = try claimant.driver(over: transport, claimant.newLedger())
        let outcome = try await driver.claim("work:1", leaseSeconds: 60, by: claimant.workspace.replica).outcome
        #expect(outcome.held?.fence == 1)
        #expect(transport.pushed.count == 4)
        #expect(try claimant.claims().count == 1)
    }

    @Test func withoutAnAnswerAClaimIsUndecidedNotShownAndTakenUpByTheNextTry() async throws {
        let fleet = try await fleet(2, seed: 58)
        let claimant = try Claimant(fleet.members[0])
        let ledger = claimant.newLedger()
        for isArriving in [true, false] {
            let subject = "work:\(isArriving)"
            let transport = FaultyTransport(try claimant.transport(), isArriving ? .replyLost : .requestLost)
            let once = try claimant.driver(over: transport, ledger, attemptCountMax: 1)
            let begunAt = claimant.clock.now
            let first = try await once.claim(subject, leaseSeconds: 60, by: claimant.workspace.replica)
            guard case .undecided = first.outcome else { Issue.record("\(first.outcome)"); return }
            let attempts = try claimant.workspace.store.read { try $0.attempts() }
            #expect(attempts.count == 1, "durable before it was pushed")
            #expect(try claimant.claims(subject).isEmpty)
            #expect(!(try claimant.shownClaims()).contains(attempts[0].path.description) || !isArriving)
            claimant.clock.advance(milliseconds: 20_000)
            let second = try await once.claim(subject, leaseSeconds: 60, by: claimant.workspace.replica)
            let held = try #require(second.outcome.held)
            #expect(held.record == attempts[0].line.record, "the same claim, not a new one")
            #expect(held.begunAt == begunAt, "its lease counts from before it was first built")
            #expect(transport.pushed.count == (isArriving ? 1 : 2))
        }
        try await fleet.settle()
        #expect(try fleet.members[0].hashes() == fleet.members[1].hashes())
    }

    @Test func aProcessThatDiedWithAnUnansweredClaimLeavesNoCopyBehind() async throws {
        let fleet = try await fleet(2, seed: 59)
        let member = fleet.members[0]
        for (isArriving, fence) in [(true, 2), (false, 3)] as [(Bool, Int64)] {
            let dead = try Claimant(member)
            let replica = dead.workspace.replica
            let transport = FaultyTransport(try dead.transport(), isArriving ? .replyLost : .requestLost)
            let driver = try dead.driver(over: transport, ClaimLedger(monotonic: { 0 }), attemptCountMax: 1)
            _ = try await driver.claim("work:1", leaseSeconds: 60, by: replica)
            // Another process: its ledger knows of no try.
            try await member.sync()
            #expect(try member.open().replica == replica, "an own line that comes back is no sign of a copy")
            let next = try Claimant(member)
            #expect(try await next.claim().held?.fence == fence)
            #expect(try next.attemptCount() == 0)
        }
    }

    @Test func aClaimIsDiscardedWhenTheTipMovedFirst() async throws {
        let fleet = try await fleet(2, seed: 60)
        let (first, second) = (try Claimant(fleet.members[0]), fleet.members[1])
        let rival = FaultyTransport(try first.transport(), .overtaken { _ = try await Claimant(second).claim() })
        let ledger = first.newLedger()
        let driver = try first.driver(over: rival, ledger)
        #expect(try await driver.claim("work:1", leaseSeconds: 60, by: first.workspace.replica).outcome == .lost)
        #expect(try first.attemptCount() == 0)
        let claims = try first.claims()
        #expect(claims.map(\.replica) == [try second.open().replica])
        guard case .rival = try await driver.claim("work:1", leaseSeconds: 60, by: first.workspace.replica).outcome else {
            Issue.record("the rival is not waited for")
            return
        }
        // An unrelated fact that moved the tip costs the try as well, and the next one succeeds.
        let stranger = FaultyTransport(try first.transport(), .overtaken {
            var generator = SeededGenerator(seed: 60)
            try second.open().writeSomething(using: &generator)
            try await second.sync()
        })
        let other = try first.driver(over: stranger, ledger)
        #expect(try await other.claim("work:2", leaseSeconds: 60, by: first.workspace.replica).outcome == .lost)
        #expect(try await other.claim("work:2", leaseSeconds: 60, by: first.workspace.replica).outcome.held?.fence == 1)
        #expect(try first.claims("work:2").count == 1)
    }

    @Test func afterARewindNothingIsClaimedForOneLeaseInAnyProcess() async throws {
        let fleet = try await fleet(2, seed: 61)
        var generator = SeededGenerator(seed: 61)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.members[0].sync()
        let older = try #require(try fleet.remoteTip())
        let claim = try #require(try await Claimant(fleet.members[0]).claim(leaseSeconds: 30).held)
        try await fleet.settle()
        try FixtureGit.run(["update-ref", "refs/sheaf/state", older], in: fleet.remotePath)
        let second = try Claimant(fleet.members[1])
        #expect(try await second.claim("work:2") == .silent(milliseconds: 30_000))
        #expect(try second.claims().map(\.id) == [claim.record])
        second.clock.advance(milliseconds: 10_000)
        #expect(try await second.claim("work:2") == .silent(milliseconds: 20_000), "the same rewind does not begin it anew")
        let restarted = try Claimant(fleet.members[1], clock: second.clock)
        #expect(try await restarted.claim("work:2") == .silent(milliseconds: 30_000), "a restart starts over")
        second.clock.advance(milliseconds: 20_000)
        #expect(try await second.claim("work:2").held?.fence == 1)
        #expect(try await Claimant(fleet.members[1]).claim("work:3").held?.fence == 1, "kept to its end, it is over for all")
        // The claim that had vanished is on the remote again.
        try await fleet.members[0].sync()
        #expect(try Claimant(fleet.members[0]).claims().map(\.id) == [claim.record])
        #expect(try FixtureGit.run(["rev-parse", "refs/sheaf/state^{tree}"], in: fleet.remotePath) == fleet.members[0].tree())
    }

    @Test func whatIsOutOfBoundsIsRefusedBeforeAnythingIsSent() async throws {
        let fleet = try await fleet(1, seed: 62)
        let tip = try fleet.remoteTip()
        let claimant = try Claimant(fleet.members[0])
        for (subject, lease) in [("", 60), ("Work", 60), ("work:1", 9), ("work:1", 86_401)] as [(String, Int64)] {
            await #expect(throws: FactError.self) { try await claimant.claim(subject, leaseSeconds: lease) }
        }
        #expect(try claimant.attemptCount() == 0)
        #expect(try fleet.remoteTip() == tip)
        let silent = try Fleet(1, seed: 63)
        await #expect(throws: WorkspaceError.self) { try await Claimant(silent.members[0]).claim() }
    }
}
