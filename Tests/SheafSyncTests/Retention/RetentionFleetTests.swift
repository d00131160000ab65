import Foundation
import SheafCore
import SheafStore
import SheafSync
import SheafWorkspace
import TestSupport
import Testing

/// Real clones whose default branches say different things about what is kept.
@Suite struct RetentionFleetTests {
    private static let months = ["2026-08", "2026-09", "2026-10", "2026-11"]

    @Test(arguments: [1, 2, 3] as [UInt64])
    func clonesWithDifferentPoliciesComeToSilenceAndLoseNothing(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let fleet = try Fleet(3, seed: 700 + seed)
        var records: [RecordID] = []
        for (member, month) in zip(fleet.members + fleet.members, Self.months) {
            records.append(try member.openSession(in: month, using: &generator))
        }
        try await fleet.settle()
        let held = try fleet.members[0].hashes()
        let policies = [
            "retention:\n  floor_month: 2026-10\n  evicted: [\(records[3].hex)]\n",
            "retention:\n  floor_month: 2026-09\n", "retention:\n  evicted: [\(records[2].hex)]\n",
        ].shuffled(using: &generator)
        for (member, policy) in zip(fleet.members, policies) { try member.decide(policy) }

        let tip = try fleet.remoteTip()
        for member in fleet.members.shuffled(using: &generator) { try await member.sync() }
        #expect(try fleet.remoteTip() == tip, "what a policy leaves out is no reason to push")

        for member in fleet.members.shuffled(using: &generator) {
            _ = try member.openSession(in: "2026-11", using: &generator)
            try await member.sync()
        }
        var pushes = [Int](repeating: 0, count: fleet.members.count)
        for _ in 0..<3 {
            for index in fleet.members.indices.shuffled(using: &generator) {
                if try await fleet.members[index].sync().outcome == .inSync(pushed: true) { pushes[index] += 1 }
            }
        }
        #expect(pushes.allSatisfy { $0 <= 1 }, "seed \(seed): \(pushes)")
        for member in fleet.members {
            #expect(try await member.sync().outcome == .inSync(pushed: false), "seed \(seed)")
            #expect(try member.hashes().isSuperset(of: held), "no database deletes anything because of a policy")
            #expect(try member.open().store.verify() == [])
        }
    }

    @Test func aFloorLeavesOldMonthsOutOfTheNextNewsAndBringsThemBackWhenItFalls() async throws {
        let fleet = try Fleet(2, seed: 710)
        var generator = SeededGenerator(seed: 710)
        let (ada, ben) = (fleet.members[0], fleet.members[1])
        for month in Self.months { _ = try ada.openSession(in: month, using: &generator) }
        try await fleet.settle()
        let everything = try ada.tree()
        for member in fleet.members { try member.decide("retention:\n  floor_month: 2026-10\n") }
        try await fleet.settle()
        #expect(try fleet.remoteMonths() == Self.months)
        let new = try ada.openSession(in: "2026-11", using: &generator)
        try await fleet.settle()
        #expect(try fleet.remoteMonths() == ["2026-10", "2026-11"])
        #expect(try ada.open().status(at: ada.open().now).leftOutCount == 4)
        #expect(try ben.tree() == ada.tree())

        for member in fleet.members { try member.decide("") }
        #expect(try ada.open().unshared().count == 4, "what the policy lets in again would be revealed by the next push")
        try await fleet.settle()
        #expect(try fleet.remoteMonths() == Self.months)
        #expect(try ada.tree() == ben.tree() && ada.tree() != everything)
        #expect(try ben.open().store.read { try $0.session(new) } != nil)
    }

    @Test func factsAboutAnEvictedRecordAreKeptHereAndSentNowhere() async throws {
        let fleet = try Fleet(1, seed: 720)
        var generator = SeededGenerator(seed: 720)
        let ada = fleet.members[0]
        let evicted = try ada.openSession(in: "2026-11", using: &generator)
        try ada.decide("retention:\n  evicted: [\(evicted.hex)]\n")
        #expect(try ada.open().unshared().allSatisfy { $0.line.record != evicted })
        try await ada.sync()
        let state = try FixtureGit.run(["ls-tree", "-r", "--name-only", "refs/sheaf/state"], in: fleet.remotePath)
        #expect(!state.contains("sessions/"))
        #expect(try FixtureGit.run(["ls-tree", "-r", "--name-only", "refs/sheaf/state"], in: ada.sidecar) == state)
        #expect(try ada.open().store.read { try $0.session(evicted) } != nil)
        #expect(try ada.open().status(at: ada.open().now).isInSync)
    }

    @Test func aPolicyThatCannotBeReadLeavesOutWhatWasLeftOutBefore() async throws {
        let fleet = try Fleet(1, seed: 730)
        var generator = SeededGenerator(seed: 730)
        let ada = fleet.members[0]
        let evicted = try ada.openSession(in: "2026-11", using: &generator)
        try ada.decide("retention:\n  evicted: [\(evicted.hex)]\n")
        try await ada.sync()
        try ada.decide("retention:\n  evicted: [oops]\n")
        _ = try ada.openSession(in: "2026-11", using: &generator)
        try ada.open().project()
        let found = try FixtureGit.attempt(["grep", "-q", evicted.hex, "refs/sheaf/state"], in: ada.sidecar)
        #expect(found.exit == .exited(1))
    }
}

extension Fleet {
    /// Months that the remote's tree has sessions of.
    fileprivate func remoteMonths() throws -> [String] {
        try FixtureGit.run(["ls-tree", "--name-only", "refs/sheaf/state:sessions"], in: remotePath)
            .split(separator: "\n").map(String.init)
    }
}

extension Fleet.Member {
    /// The policy file on this clone's default branch, as the remote would have it.
    func decide(_ policy: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/.sheaf", withIntermediateDirectories: true)
        try Data(policy.utf8).write(to: URL(fileURLWithPath: "\(path)/.sheaf/policy.yaml"))
        try FixtureGit.run(["add", "-A"], in: path)
        try FixtureGit.run(["commit", "-qm", "Decide"], in: path)
        try FixtureGit.run(["update-ref", "refs/remotes/origin/main", "HEAD"], in: path)
    }

    /// A session of one commit somewhere in a month: two facts.
    func openSession(in month: String, using generator: inout SeededGenerator) throws -> RecordID {
        let workspace = try open()
        let days = Int64.random(in: 0..<20, using: &generator)
        let start = try #require(CivilDate(
            year: Int(month.prefix(4)) ?? 0, month: Int(month.suffix(2)) ?? 0, day: 1)).daysSinceEpoch
        let seconds = (start + days) * 86_400 + Int64.random(in: 0..<86_400, using: &generator)
        let (author, commit) = (try workspace.author(), ObjectID.random(using: &generator))
        let id = RecordID.session(author: author, firstMember: .commit(commit), committedAt: seconds)
        try workspace.store.write(now: workspace.now) { transaction in
            let session = RecordKey(.session, id)
            let opening = SessionPeriods.standard.opening(author: author, worktree: nil)
            try transaction.append(.opened(opening), to: session, isHuman: false)
            let member = FactBody.Membership(key: .commit(commit), time: seconds * 1000)
            try transaction.append(.member(member), to: session, isHuman: false)
        }
        return id
    }
}
