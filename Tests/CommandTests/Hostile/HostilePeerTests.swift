import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

@testable import sheaf

/// What a peer may write and sign: lies about order, time, numbers and whose a record is.
@Suite struct HostilePeerTests {
    private static let decade: Int64 = 10 * 365 * 24 * 60

    private func slug(_ text: String) throws -> AuthorSlug { try #require(AuthorSlug(text)) }

    private func opening(_ author: String) throws -> FactBody {
        .opened(.init(author: try slug(author), timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true, worktree: nil))
    }

    private func member(_ number: Int, minutes: Int64) -> FactBody {
        .member(.init(key: .commit(Scene.commit(number)), time: Scene.start.milliseconds + minutes * 60_000))
    }

    private func store(_ scratch: Scratch) throws -> Store {
        try Store(StoreDirectory(path: "\(scratch.repository.gitDirectory)/sheaf"))
    }

    private func dump(_ scratch: Scratch) throws -> [UInt8] { try store(scratch).read { try $0.dump() } }

    private func findings(_ scratch: Scratch) throws -> [String: String] {
        let list = try scratch.json(["doctor"], schema: "doctor").document["findings"] as? [[String: Any]] ?? []
        return Dictionary(list.compactMap { item in (item["check"] as? String).map { ($0, item["status"] as? String ?? "") } }) { first, _ in first }
    }

    /// One replica, two histories: both are held by everybody, fold alike in any order, and are reported once each.
    @Test func bothBranchesOfAForkedReplicaAreHeldAndReported() throws {
        var liar = try Peer(4)
        let record = Scene.session(try slug("liar"), first: 1)
        let opened = try liar.say(opening("liar"), about: record, minutes: 0)
        _ = try liar.say(.titled("one"), about: record, minutes: 1, after: [opened], isHuman: true)
        liar.forget(record)
        _ = try liar.say(.titled("two"), about: record, minutes: 1, after: [opened], isHuman: true)
        let (first, second) = (try Scratch(), try Scratch())
        try first.receive(liar.arrived)
        for line in liar.arrived.reversed() { try second.receive([line]) }
        #expect(try dump(first) == dump(second))
        #expect(try store(first).read { try $0.facts(of: record).count } == 3)
        #expect(try store(first).read { try $0.conflictCount(of: .fork) } == 1)
        #expect(try findings(first)["forks"] == "problem")
    }

    /// A clock ten years ahead is shown as wrong; it moves neither this machine's clock nor anybody's sessions.
    @Test(arguments: [decade, -decade]) func aClockTenYearsOffMovesNothing(minutes: Int64) throws {
        let scratch = try Scratch()
        var (ada, liar) = (try Peer(1), try Peer(4))
        let record = Scene.session(try slug("ada"), first: 1)
        let opened = try ada.say(opening("ada"), about: record, minutes: 0)
        _ = try ada.say(member(1, minutes: 0), about: record, minutes: 0, after: [opened])
        try scratch.receive(ada.arrived)
        let before = try scratch.run("session", "list", "--json").output
        _ = try liar.say(.titled("late"), about: record, minutes: minutes, after: [opened])
        _ = try liar.say(.kept, about: record, minutes: minutes, after: [])
        let other = Scene.session(try slug("liar"), first: 2)
        _ = try liar.say(opening("liar"), about: other, minutes: minutes)
        try scratch.receive(liar.arrived)
        let clock = try store(scratch).read { try $0.clock().at }
        #expect(clock <= Scene.start.milliseconds + 10 * 60_000)
        let sessions = try scratch.json(["session", "list"], schema: "session-list").document["sessions"] as? [[String: Any]] ?? []
        let known = try JSONSerialization.jsonObject(with: Data(before.utf8)) as? [String: Any]
        let ours = (known?["sessions"] as? [[String: Any]])?.first
        let now = try #require(sessions.first { $0["author"] as? String == "ada" })
        for field in ["opened_at", "state", "commit_count"] { #expect("\(now[field] ?? "")" == "\(ours?[field] ?? "")", "\(field)") }
        if minutes > 0 { #expect(try findings(scratch)["clocks"] == "note") }
        // Our next fact is later than what it names and not ten years later.
        try scratch.run("session", "note", "ada-20261121-0900", "ours")
        #expect(try store(scratch).read { try $0.clock().at } <= Scene.start.milliseconds + 20 * 60_000)
    }

    /// Naming lines that do not exist, or naming less than one knew, puts nothing above what others wrote.
    @Test func aFalseAfterWinsNothing() throws {
        let scratch = try Scratch()
        var (ada, liar) = (try Peer(1), try Peer(4))
        let record = Scene.session(try slug("ada"), first: 1)
        let opened = try ada.say(opening("ada"), about: record, minutes: 0)
        let title = try ada.say(.titled("Ada's"), about: record, minutes: 5, after: [opened], isHuman: true)
        let invented = (0..<60).map { number in LineName(String(repeating: "0", count: 30) + String(number + 16, radix: 16)) }.compactMap(\.self).sorted()
        #expect(invented.count == 60)
        _ = try liar.say(Fact.object(.titled("liar's"), time: HybridTime(at: Scene.start.milliseconds), after: invented, isHuman: false), about: record)
        try scratch.receive(ada.arrived + liar.arrived)
        #expect(try scratch.run("session", "list").output.contains("Ada's"))
        // Who names nothing is concurrent with everything, and a person's value lost to nobody.
        _ = try liar.say(.titled("again"), about: record, minutes: 1)
        try scratch.receive(liar.arrived)
        #expect(try scratch.run("session", "list").output.contains("Ada's"))
        #expect(try store(scratch).read { try $0.facts(of: record).contains { $0.line.hash == title.hash } })
        #expect(try scratch.run("verify").status == 0)
    }

    /// Numbers and names of others: an unsigned line makes no fork, no gap and no fact of the replica that it names.
    @Test func aSquattedLineIsNobodysAndIsShown() throws {
        let scratch = try Scratch()
        var ada = try Peer(1)
        let record = Scene.session(try slug("ada"), first: 1)
        let opened = try ada.say(opening("ada"), about: record, minutes: 0)
        try scratch.receive(ada.arrived)
        let folded = try scratch.run("session", "list", "--json").output
        var forger = try Peer(1)
        _ = try forger.say(["at": 1, "kind": "ended", "verdict": "complete", "by": "human"], about: record, isSigned: false)
        _ = try forger.say(["at": 1, "kind": "titled", "title": "squatted"], about: record, isSigned: false, skipping: 40)
        let card = RecordKey(.replica, ada.key.replica.record)
        var stranger = try Peer(4)
        _ = try stranger.say(.card(.init(name: "not-ada", formats: [1], rules: [1])), about: card, minutes: 0)
        try scratch.receive(forger.arrived + stranger.arrived)
        #expect(try scratch.run("session", "list", "--json").output == folded)
        #expect(try store(scratch).read { try $0.conflictCount(of: .signature) } == 2)
        #expect(try store(scratch).read { try $0.conflictCount(of: .fork) + $0.conflictCount(of: .gap) } == 0)
        #expect(try store(scratch).read { try $0.card(of: ada.key.replica) } == nil, "a card is its replica's own")
        #expect(try findings(scratch)["signatures"] == "problem")
        _ = opened
    }

    /// Somebody else opens the record that a commit will have: its commits count all the same, and it shows whose it is.
    @Test func aSquattedRecordLosesNoCommit() throws {
        let scratch = try Scratch()
        var (ada, liar) = (try Peer(1), try Peer(4))
        let record = Scene.session(try slug("ada"), first: 1)
        _ = try liar.say(.opened(.init(author: try slug("liar"), timeoutSeconds: 1, warningSeconds: 1, orphanSeconds: 1, isHeuristic: false, worktree: nil)), about: record, minutes: 0)
        _ = try liar.say(.ended(.abandon), about: record, minutes: 0, isHuman: true)
        let opened = try ada.say(opening("ada"), about: record, minutes: 0)
        for number in 1...3 { _ = try ada.say(member(number, minutes: Int64(number)), about: record, minutes: Int64(number), after: [opened]) }
        try scratch.receive(liar.arrived + ada.arrived)
        let sessions = try scratch.json(["session", "list"], schema: "session-list").document["sessions"] as? [[String: Any]] ?? []
        #expect(sessions.count == 1)
        #expect(sessions.first?["commit_count"] as? Int == 3)
        let name = try #require(sessions.first?["display_id"] as? String)
        #expect(try scratch.run("session", "show", name).output.contains(String(liar.key.replica.hex.prefix(8))))
        try scratch.run("replicas", "revoke", String(liar.key.replica.hex.prefix(8)))
        #expect(try scratch.run("session", "show", name).output.contains("(revoked replica)"))
        try scratch.run("session", "reopen", name)
    }
}
