import SheafCore
import SheafStore
import SheafSync
import SheafWorkspace
import TestSupport
import Testing

/// What a clone with a stricter policy leaves out of its pushes is no damage to the remote.
@Suite struct LeftOutByOthersTests {
    enum Policy: CaseIterable, Sendable {
        case floor, evicted

        func text(_ record: RecordID) -> String {
            self == .floor ? "retention:\n  floor_month: 2026-10\n" : "retention:\n  evicted: [\(record.hex)]\n"
        }
    }

    private let fleet: Fleet
    private var generator: SeededGenerator
    private let old: RecordID

    init() async throws {
        fleet = try Fleet(3, seed: 740)
        generator = SeededGenerator(seed: 740)
        old = try fleet.members[0].openSession(in: "2026-08", using: &generator)
        for member in fleet.members { _ = try member.openSession(in: "2026-11", using: &generator) }
        for fence in [1, 2] as [Int64] { try fleet.members[0].claim("spend", fence: fence, using: &generator) }
        try await fleet.settle()
    }

    private func expectNoSetbacks() throws {
        for member in fleet.members { #expect(try member.open().store.read { try $0.setbacks() } == []) }
    }

    @Test(arguments: Policy.allCases)
    mutating func aPushThatLeavesOutIsNoSetback(policy: Policy) async throws {
        let (strict, lenient) = (fleet.members[0], fleet.members[1])
        try strict.decide(policy.text(old))
        _ = try strict.openSession(in: "2026-11", using: &generator)
        try await strict.sync()
        #expect(try await lenient.sync().outcome == .inSync(pushed: true), "what it keeps is given back")
        try await fleet.settle()
        try expectNoSetbacks()
    }

    @Test(arguments: Policy.allCases)
    mutating func noMoreIsOneWhoseHistoryWasCutAsWell(policy: Policy) async throws {
        let (strict, lenient) = (fleet.members[0], fleet.members[1])
        try strict.decide(policy.text(old))
        guard case .truncated? = try await strict.open().truncate().outcome else {
            Issue.record("nothing was cut")
            return
        }
        #expect(try await lenient.sync().outcome == .inSync(pushed: true), "what it keeps is given back")
        try await fleet.settle()
        try expectNoSetbacks()
    }

    /// The third clone gives back what it holds of the record, which is not all that the second has sent.
    @Test func norIsOneThatGivesBackAPartOfARecord() async throws {
        let (strict, lenient, behind) = (fleet.members[0], fleet.members[1], fleet.members[2])
        try strict.decide(Policy.evicted.text(old))
        try lenient.title(old, "Known to two")
        try await lenient.sync()
        _ = try strict.openSession(in: "2026-11")
        try await strict.sync()
        try behind.title(old, "Known to one")
        try await behind.sync()
        try await lenient.sync()
        try await fleet.settle()
        try expectNoSetbacks()
    }

    @Test func aRefThatIsSetBackIsOneAllTheSame() async throws {
        let (strict, lenient) = (fleet.members[0], fleet.members[1])
        try strict.decide(Policy.floor.text(old))
        _ = try strict.openSession(in: "2026-11")
        try await strict.sync()
        let left = try #require(try fleet.remoteTip())
        try await fleet.settle()
        try SelfHealingTests.Damage.rewound.inflict(on: fleet, older: left)
        try await lenient.sync()
        let setback = try #require(try lenient.open().store.read { try $0.setbacks() }.first)
        #expect(setback.notice.kind == .rewound && setback.notice.silenceSeconds == 60)
    }

    @Test func aCommitOnTopThatDropsWhatNoPolicyDoesIsOneToo() async throws {
        let member = fleet.members[0]
        let git = { try FixtureGit.run($0, in: fleet.remotePath, input: "") }
        let tree = try git(["hash-object", "-w", "-t", "tree", "--stdin"])
        let commit = try git(["commit-tree", tree, "-p", "refs/sheaf/state", "-m", "empty"])
        _ = try git(["update-ref", "refs/sheaf/state", commit])
        try await member.sync()
        let setback = try #require(try member.open().store.read { try $0.setbacks() }.first)
        #expect(setback.notice.kind == .overwritten && setback.mendedAt != nil)
        let told = Doctor(directory: member.path, surroundings: member.surroundings).examine().map(\.detail)
        #expect(told.contains { $0.contains("was overwritten: \(commit.prefix(12)) follows") }, "\(told)")
    }
}

extension Fleet.Member {
    fileprivate func openSession(in month: String) throws -> RecordID {
        var generator = SeededGenerator(seed: 741)
        return try openSession(in: month, using: &generator)
    }

    fileprivate func title(_ session: RecordID, _ title: String) throws {
        let workspace = try open()
        try workspace.store.write(now: workspace.now) {
            try $0.append(.titled(title), to: RecordKey(.session, session), isHuman: true)
        }
    }

    /// As if it had been made long ago.
    fileprivate func claim(_ subject: String, fence: Int64, using generator: inout SeededGenerator) throws {
        let workspace = try open()
        let entropy = (0..<10).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let record = RecordID(time: Instant(seconds: 1785888000), entropy: entropy)
        let claim = FactBody.Claim(subject: subject, fence: fence, leaseSeconds: 60)
        try workspace.store.write(now: workspace.now) {
            try $0.append(.claim(claim), to: RecordKey(.claim, record), isHuman: false)
        }
    }
}
