import Foundation
import SheafCore
import SheafGit
import SheafSync
import TestSupport
import Testing

/// What one exchange tries again, and what it leaves to the next one.
@Suite struct PersistenceTests {
    private static let attemptCountMax = 4

    /// One exchange with something to push, whose pushes all fail so.
    private func exchange(failing kind: TransportError.Kind) async throws -> (report: SyncReport, pushCount: Int) {
        let fleet = try Fleet(1, seed: 81)
        var generator = SeededGenerator(seed: 81)
        let claimant = try Claimant(fleet.members[0])
        try claimant.workspace.writeSomething(using: &generator)
        let transport = FaultyTransport(try claimant.transport(), .failing(kind), count: .max)
        let driver = try claimant.driver(over: transport, claimant.newLedger(), attemptCountMax: Self.attemptCountMax)
        return (try await driver.run(), transport.pushed.count)
    }

    @Test(arguments: [TransportError.Kind.authentication, .notFound, .refused, .unreachable])
    func whatAnotherTryCannotMendIsNotTriedAgain(kind: TransportError.Kind) async throws {
        let (report, pushCount) = try await exchange(failing: kind)
        #expect(pushCount == 1)
        #expect(report.failure?.kind == kind)
        guard case .failed = report.outcome else { return _ = Issue.record("\(report.outcome)") }
    }

    /// The push may have arrived, or arrives the next time.
    @Test(arguments: [TransportError.Kind.timedOut, .interrupted, .other])
    func whatMayHaveArrivedIsTriedAgain(kind: TransportError.Kind) async throws {
        let (report, pushCount) = try await exchange(failing: kind)
        #expect(pushCount == Self.attemptCountMax)
        guard case .contended = report.outcome else { return _ = Issue.record("\(report.outcome)") }
    }

    @Test(arguments: ["pre-receive", "update"]) func aRemoteWhoseRulesForbidThePushIsAskedOnce(hook: String) async throws {
        let fleet = try Fleet(1, seed: 82)
        var generator = SeededGenerator(seed: 82)
        let script = "\(fleet.remotePath)/hooks/\(hook)"
        try FileManager.default.createDirectory(atPath: "\(fleet.remotePath)/hooks", withIntermediateDirectories: true)
        try Data("#!/bin/sh\necho x >> \(fleet.directory.path)/asked\nexit 1\n".utf8).write(to: URL(filePath: script))
        chmod(script, 0o700)
        let member = fleet.members[0]
        try member.open().writeSomething(using: &generator)
        let report = try await member.sync()
        #expect(report.failedPushCount == 1)
        #expect(try String(contentsOfFile: fleet.directory.file("asked"), encoding: .utf8) == "x\n")
        guard case .failed(let reason) = report.outcome else { return _ = Issue.record("\(report.outcome)") }
        #expect(reason.contains("declined"))
        unlink(script)
        #expect(try await member.sync().outcome == .inSync(pushed: true))
    }

    @Test func anAddressForPushesWhereNothingIsIsAskedOnce() async throws {
        let fleet = try Fleet(1, seed: 83)
        var generator = SeededGenerator(seed: 83)
        let member = fleet.members[0]
        try FixtureGit.run(["config", "remote.origin.pushurl", fleet.directory.file("nothing.git")], in: member.path)
        try member.open().writeSomething(using: &generator)
        let report = try await member.sync()
        #expect(report.failedPushCount == 1)
        #expect(report.failure?.kind == .notFound)
    }
}
