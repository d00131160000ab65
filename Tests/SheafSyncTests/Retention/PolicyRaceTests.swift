import SheafCore
import SheafGit
import SheafStore
import SheafSync
import TestSupport
import Testing

/// A policy that another process reads while an exchange goes on under the former one.
@Suite struct PolicyRaceTests {
    /// What the new policy lets in again has to reach the remote, although the running exchange leaves it out of its trees.
    @Test func whatIsLetInDuringAnExchangeIsSentByTheNextOne() async throws {
        let fleet = try Fleet(2, seed: 91)
        try await fleet.settle()
        var generator = SeededGenerator(seed: 91)
        let (ada, ben) = (try Claimant(fleet.members[0]), fleet.members[1])
        try ada.workspace.writeSomething(using: &generator)
        let store = ada.workspace.store
        let session = try #require(try store.read { try $0.sessions() }.first)
        let (remote, sidecar) = (try ada.workspace.syncRemote(), try ada.workspace.replication().sidecar)
        let strict = Retention(evicted: [session.id])
        let now = ada.workspace.surroundings.now
        try store.write(now: now()) { try $0.change(to: strict) }
        let overtaken = FaultyTransport(try ada.transport(), .overtaken {
            try store.write(now: now()) { try $0.change(to: .everything) }
            // The push is refused, and everything begins again under the policy that the exchange began with.
            var generator = SeededGenerator(seed: 92)
            try ben.open().writeSomething(using: &generator)
            try await ben.sync()
        })
        let driver = ExchangeDriver(
            replication: Replication(store: store, sidecar: sidecar, retention: strict, addressee: remote.url, now: now),
            transport: overtaken, remote: remote, ledger: ada.newLedger(),
            patience: Exchange.Patience(attemptCountMax: 4, baseMilliseconds: 1, waitMillisecondsMax: 1), chance: { 0 }, now: now)
        try ada.workspace.store.write(now: now()) {
            _ = try $0.append(.card(.init(name: "ada", formats: [1], rules: [1])), to: RecordKey(.replica, ada.workspace.replica.record), isHuman: false)
        }
        let report = try await driver.run()
        #expect(report.outcome == .inSync(pushed: true) && report.failedPushCount == 1)
        #expect(!(try ben.hashes().isSuperset(of: store.read { try $0.facts(after: 0, limit: .max) }.map(\.line.hash))))
        try await fleet.members[0].sync()
        try await ben.sync()
        let held = Set(try store.read { try $0.facts(after: 0, limit: .max) }.map(\.line.hash))
        #expect(try ben.hashes() == held)
        #expect(try store.read { try $0.outbox(after: 0, limit: .max) }.isEmpty)
    }
}
