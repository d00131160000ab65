import SheafCore
import SheafWorkspace
import TestSupport
import Testing

/// Whatever happened offline, in whatever order exchanges ran: equal trees, equal views, and then silence.
@Suite struct ConvergenceTests {
    @Test(arguments: Fleet.Wire.allCases, [11, 12, 13] as [UInt64])
    func anyInterleavingEndsInEqualTreesAndViews(wire: Fleet.Wire, seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let fleet = try Fleet(Int.random(in: 3...4, using: &generator), over: wire, seed: seed)
        var written: Set<LineHash> = []
        for _ in 0..<30 {
            guard let member = fleet.members.randomElement(using: &generator) else { continue }
            if Int.random(in: 0..<3, using: &generator) > 0 {
                try member.open().writeSomething(using: &generator)
            } else {
                try await member.sync()
            }
        }
        for member in fleet.members { written.formUnion(try member.hashes()) }
        try await fleet.settle()
        try expectAgreement(fleet, holding: written, seed)
        try await expectSilence(fleet, seed)
    }

    @Test(arguments: Fleet.Wire.allCases)
    func eightClonesThatSyncAtOnceLoseNothing(wire: Fleet.Wire) async throws {
        let fleet = try Fleet(8, over: wire, seed: 8)
        var generator = SeededGenerator(seed: 8)
        var written: Set<LineHash> = []
        for member in fleet.members {
            for _ in 0..<5 { try member.open().writeSomething(using: &generator) }
            written.formUnion(try member.hashes())
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for member in fleet.members { group.addTask { try await member.sync() } }
            try await group.waitForAll()
        }
        try await fleet.settle()
        try expectAgreement(fleet, holding: written, 8)
        try await expectSilence(fleet, 8)
    }

    @Test(arguments: Fleet.Wire.allCases)
    func whatCameFromTheRemoteIsNotPending(wire: Fleet.Wire) async throws {
        let fleet = try Fleet(2, over: wire, seed: 21)
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<5 { try fleet.members[0].open().writeSomething(using: &generator) }
        try await fleet.members[0].sync()
        let held = try fleet.members[0].hashes()
        let report = try await fleet.members[1].sync()
        #expect(report.receivedCount == held.count)
        #expect(try fleet.members[1].hashes().isSuperset(of: held))
        #expect(try fleet.members[1].open().unshared() == [])
    }

    private func expectAgreement(_ fleet: Fleet, holding written: Set<LineHash>, _ seed: UInt64) throws {
        let first = fleet.members[0]
        let tree = try first.tree()
        let dump = try first.dump()
        for member in fleet.members {
            #expect(try member.tree() == tree, "seed \(seed)")
            #expect(try member.dump() == dump, "seed \(seed)")
            #expect(try member.hashes().isSuperset(of: written), "seed \(seed)")
        }
        let remoteTree = try FixtureGit.run(["rev-parse", "refs/sheaf/state^{tree}"], in: fleet.remotePath)
        #expect(remoteTree == tree, "seed \(seed)")
    }

    private func expectSilence(_ fleet: Fleet, _ seed: UInt64) async throws {
        let tip = try fleet.remoteTip()
        for member in fleet.members {
            let report = try await member.sync()
            #expect(report.outcome == .inSync(pushed: false), "seed \(seed)")
        }
        #expect(try fleet.remoteTip() == tip, "seed \(seed)")
    }
}
