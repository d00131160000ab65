import SheafCore
import SheafGit
import SheafStore
import SheafSync
import SheafWorkspace
import TestSupport
import Testing

/// Cutting the history of the remote's ref loses nothing, whoever pushes meanwhile.
@Suite struct TruncationTests {
    @Test(arguments: Fleet.Wire.allCases)
    func othersFollowATruncationWithoutLosingOrPushingAnything(wire: Fleet.Wire) async throws {
        let fleet = try Fleet(3, over: wire, seed: 801)
        var generator = SeededGenerator(seed: 801)
        for _ in 0..<4 {
            for member in fleet.members { try member.open().writeSomething(using: &generator) }
            try await fleet.settle()
        }
        let (tree, tip) = (try fleet.members[0].tree(), try fleet.remoteTip())
        try fleet.members[2].open().writeSomething(using: &generator)
        let unpushed = try fleet.members[2].hashes()
        let outcome = try await fleet.members[0].open().truncate().outcome
        let root = try #require(try fleet.remoteTip())
        #expect(outcome == .truncated(from: try #require(tip.flatMap { ObjectID($0) }), to: try #require(ObjectID(root))))
        #expect(try fleet.remote("rev-list", "--count", "refs/sheaf/state") == "1")
        #expect(try fleet.remote("rev-parse", "refs/sheaf/state^{tree}") == tree)
        #expect(try FixtureGit.run(["rev-parse", "refs/sheaf/state"], in: fleet.members[0].sidecar) == root)

        #expect(try await fleet.members[1].sync().outcome == .inSync(pushed: false))
        #expect(try fleet.members[1].open().store.read { try $0.setbacks() } == [], "trees are compared, not ancestry")
        #expect(try await fleet.members[2].sync().outcome == .inSync(pushed: true))
        try await fleet.settle()
        for member in fleet.members { #expect(try member.hashes().isSuperset(of: unpushed)) }
        #expect(try await fleet.members[0].open().truncate().outcome != .nothingToCut)
        #expect(try await fleet.members[0].open().truncate().outcome == .nothingToCut)
    }

    @Test(arguments: Fleet.Wire.allCases)
    func somebodyWhoPushesFirstWinsAndNothingHappens(wire: Fleet.Wire) async throws {
        let fleet = try Fleet(2, over: wire, seed: 802)
        var generator = SeededGenerator(seed: 802)
        for _ in 0..<3 {
            try fleet.members[0].open().writeSomething(using: &generator)
            try await fleet.members[0].sync()
        }
        let (ada, ben) = (try fleet.members[0].open(), fleet.members[1])
        try await ben.sync()
        let tip = try #require(try fleet.remoteTip())
        try ben.open().writeSomething(using: &generator)
        let truncation = Truncation(
            replication: try ada.replication(), transport: FaultyTransport(
                try fleet.members[0].executable(), .overtaken { try await ben.sync() }),
            remote: try ada.syncRemote())
        guard case .refused = try await truncation.run() else {
            Issue.record("a lost lease must refuse")
            return
        }
        #expect(try fleet.remoteTip() == FixtureGit.run(["rev-parse", "refs/sheaf/state"], in: ben.sidecar))
        #expect(try fleet.remote("merge-base", "refs/sheaf/state", tip) == tip, "history leads on from the tip")
        #expect(try await fleet.members[0].sync().outcome == .inSync(pushed: false))
        #expect(try fleet.members[0].tree() == ben.tree())
    }

    /// As `git http-backend` serves it, with pushes and truncations at the same time.
    @Test func truncationsThatRaceWithPushersLoseNoFact() async throws {
        let fleet = try Fleet(4, over: .http, seed: 803)
        var generator = SeededGenerator(seed: 803)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.members[0].sync()
        var written: Set<LineHash> = []
        for round in 0..<4 {
            for member in fleet.members.dropFirst() {
                try member.open().writeSomething(using: &generator)
                written.formUnion(try member.hashes())
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for member in fleet.members.dropFirst() { group.addTask { try await member.sync() } }
                group.addTask { _ = try await fleet.members[0].open().truncate() }
                try await group.waitForAll()
            }
            #expect(try fleet.remoteTip() != nil, "round \(round)")
        }
        try await fleet.settle()
        let tree = try fleet.members[0].tree()
        for member in fleet.members {
            #expect(try member.tree() == tree)
            #expect(try member.hashes().isSuperset(of: written))
            #expect(try await member.sync().outcome == .inSync(pushed: false))
        }
    }

    @Test func whatIsEvictedIsTakenOffTheRemoteWithItsHistory() async throws {
        let fleet = try Fleet(2, seed: 804)
        var generator = SeededGenerator(seed: 804)
        let (ada, ben) = (fleet.members[0], fleet.members[1])
        let evicted = try ada.openSession(in: "2026-11", using: &generator)
        let kept = try ben.openSession(in: "2026-11", using: &generator)
        try await fleet.settle()
        for member in fleet.members { try member.decide("retention:\n  evicted: [\"\(evicted.hex)\"]\n") }
        try await fleet.settle()
        #expect(try fleet.remoteGrep(evicted) && fleet.remoteGrep(kept))
        _ = try await ada.open().truncate()
        #expect(try !fleet.remoteGrep(evicted) && fleet.remoteGrep(kept))
        #expect(try fleet.remote("rev-list", "--count", "refs/sheaf/state") == "1")
        try await fleet.settle()
        #expect(try !fleet.remoteGrep(evicted), "nobody who has the policy brings it back")
        #expect(try ben.open().store.read { try $0.session(evicted) } != nil)
    }

    @Test func collectingGarbageGivesSpaceBackAndKeepsEverything() async throws {
        let fleet = try Fleet(1, seed: 805)
        var generator = SeededGenerator(seed: 805)
        let member = fleet.members[0]
        for _ in 0..<12 {
            try member.open().writeSomething(using: &generator)
            try await member.sync()
        }
        let (hashes, tree) = (try member.hashes(), try member.tree())
        let report = try member.open().collectGarbage()
        #expect(report.packCount.before > 10 && report.packCount.after == 1)
        #expect(report.sidecar.after < report.sidecar.before)
        #expect(try member.hashes() == hashes && member.tree() == tree)
        #expect(try member.open().verify(checkingSignatures: true).isSound)
        #expect(try await member.sync().outcome == .inSync(pushed: false))
    }
}

extension Fleet {
    fileprivate func remote(_ arguments: String...) throws -> String { try FixtureGit.run(arguments, in: remotePath) }

    fileprivate func remoteGrep(_ record: RecordID) throws -> Bool {
        try FixtureGit.attempt(["grep", "-q", record.hex, "refs/sheaf/state"], in: remotePath).exit == .exited(0)
    }
}

extension Fleet.Member {
    fileprivate func executable() throws -> ExecutableTransport {
        let workspace = try open()
        return ExecutableTransport(
            try workspace.replication().sidecar, git: try GitExecutable.find(in: workspace.surroundings.environment))
    }
}
