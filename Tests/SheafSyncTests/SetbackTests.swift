import Foundation
import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

/// What a remote had lost is remembered, explained by another process, and told no more when it is old.
@Suite struct SetbackTests {
    private func about(_ member: Fleet.Member, after seconds: Int64 = 0) -> [Diagnosis] {
        var surroundings = member.surroundings
        let now = surroundings.now
        surroundings.now = { now().advanced(bySeconds: seconds) }
        return Doctor(directory: member.path, surroundings: surroundings).examine()
            .filter { $0.check == .remote && $0.detail.contains("state ref") }
    }

    @Test(arguments: SelfHealingTests.Damage.allCases)
    func doctorAndStatusSayWhatHappenedToTheRemoteRef(damage: SelfHealingTests.Damage) async throws {
        let fleet = try Fleet(2, seed: 71)
        var generator = SeededGenerator(seed: 71)
        let (first, second) = (fleet.members[0], fleet.members[1])
        try first.open().writeSomething(using: &generator)
        try await first.sync()
        let older = try #require(try fleet.remoteTip())
        let early = try first.hashes().count
        for _ in 0..<5 { try second.open().writeSomething(using: &generator) }
        try await fleet.settle()
        let held = try first.hashes()
        #expect(about(first).isEmpty && about(second).isEmpty)
        try damage.inflict(on: fleet, older: older)
        try await first.sync()
        let found = try #require(about(first).first)
        let (words, lost): (String, Int) = switch damage {
        case .deleted: ("was deleted", held.count)
        case .rewound: ("was set back", held.count - early)
        case .replacedByForeignHistory, .emptyTree: ("was replaced: it named", held.count)
        case .blob, .tag, .tree: ("which is no commit", held.count)
        }
        #expect(found.status == .note)
        #expect(found.detail.contains(words), "\(found.detail)")
        #expect(found.detail.contains("\(lost) facts that it had held were missing"), "\(found.detail)")
        #expect(found.detail.contains("on it again since"))
        let problems = try first.open().status(at: Instant(milliseconds: 0)).problems
        #expect(problems.filter { $0.code == "remote-set-back" }.count == 1)
        // Told once, by whoever mended it; a day later by `doctor` alone, and after a month by nobody.
        try await second.sync()
        #expect(about(first).count == 1 && about(second).isEmpty)
        #expect(about(first, after: 29 * 86_400).count == 1)
        #expect(about(first, after: 31 * 86_400).isEmpty)
        #expect(try first.hashes() == held)
        #expect(try second.hashes() == held)
    }

    @Test func whatCouldNotBeMendedYetIsAProblemAndOneOnly() async throws {
        let fleet = try Fleet(1, seed: 72)
        var generator = SeededGenerator(seed: 72)
        let member = fleet.members[0]
        try member.open().writeSomething(using: &generator)
        try await member.sync()
        try SelfHealingTests.Damage.deleted.inflict(on: fleet, older: "")
        try FileManager.default.createDirectory(atPath: "\(fleet.remotePath)/hooks", withIntermediateDirectories: true)
        let hook = "\(fleet.remotePath)/hooks/pre-receive"
        try Data("#!/bin/sh\nexit 1\n".utf8).write(to: URL(fileURLWithPath: hook))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let patience = Exchange.Patience(attemptCountMax: 2, baseMilliseconds: 1, waitMillisecondsMax: 1)
        for _ in 0..<2 { _ = try await member.open().sync(isTyped: true, patience: patience) }
        #expect(about(member).map(\.status) == [.problem])
        #expect(about(member, after: 400 * 86_400).map(\.status) == [.problem], "as long as it is so")
        try FileManager.default.removeItem(atPath: hook)
        try await member.sync()
        #expect(about(member).map(\.status) == [.note])
    }

    @Test func growthTruncationAndForeignGarbageInTheTreeAreNoLoss() async throws {
        let fleet = try Fleet(2, seed: 73)
        var generator = SeededGenerator(seed: 73)
        for _ in 0..<3 { for member in fleet.members { try member.open().writeSomething(using: &generator) } }
        try await fleet.settle()
        let tree = try FixtureGit.run(["rev-parse", "refs/sheaf/state^{tree}"], in: fleet.remotePath)
        let cut = try FixtureGit.run(["commit-tree", tree, "-m", "cut"], in: fleet.remotePath)
        try FixtureGit.run(["update-ref", "refs/sheaf/state", cut], in: fleet.remotePath)
        for member in fleet.members { try member.open().writeSomething(using: &generator) }
        try await fleet.settle()
        for member in fleet.members { #expect(try member.open().store.read { try $0.setbacks() }.isEmpty) }
    }
}
