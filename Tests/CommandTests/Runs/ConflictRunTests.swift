import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

@Suite struct ConflictRunTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.receive(try Scene().lines)
    }

    private func items(_ arguments: String...) throws -> [[String: Any]] {
        let document = try scratch.json(["conflicts", "list"] + arguments, schema: "conflicts-list").document
        return try #require(document["conflicts"] as? [[String: Any]])
    }

    private func item(_ rule: String, _ field: String, _ arguments: String...) throws -> [String: Any] {
        let document = try scratch.json(["conflicts", "list"] + arguments, schema: "conflicts-list").document
        let items = try #require(document["conflicts"] as? [[String: Any]])
        return try #require(items.first { $0["rule"] as? String == rule && ($0["field"] as? String)?.hasPrefix(field) == true })
    }

    private func id(_ item: [String: Any]) throws -> String { try #require(item["id"] as? String) }

    private func losingLine(_ item: [String: Any]) throws -> String {
        try #require((item["loser"] as? [String: Any])?["line"] as? String)
    }

    @Test func listsAnItemUnderEveryRuleAndExitsWith2WhileOneIsOpen() throws {
        let items = try items()
        #expect(Set(items.compactMap { $0["rule_number"] as? Int }) == Set(1...15))
        #expect(try scratch.json(["conflicts"], schema: "conflicts-list").status == 2)
        let open = try self.items("--open")
        #expect(open.count == 8)
        #expect(open.allSatisfy { $0["status"] as? String == "open" })
    }

    @Test func filtersBySessionAndTime() throws {
        let end = try item("end", "end")
        let session = try #require(end["session"] as? String)
        let ofSession = try items("--session", session)
        #expect(!ofSession.isEmpty && ofSession.allSatisfy { $0["session"] as? String == session })
        let late = try items("--since", "2026-11-21 19:00")
        #expect(!late.isEmpty)
        #expect(try late.count < items().count)
        #expect(try items("--since", "2027-01-01").isEmpty)
        #expect(try scratch.program.run("conflicts", "--since", "2027-01-01").status == 0)
        try scratch.run("conflicts", "--session", "nobody", status: 1)
    }

    @Test func printsTheSameBytesOnEveryReplica() throws {
        let other = try Scratch()
        try other.receive(try Scene().lines.reversed(), at: Scene.start.advanced(bySeconds: 86_400))
        let arguments = ["conflicts", "list", "--json", "--at", "2026-11-22"]
        let first = try scratch.program.run(arguments)
        let second = try other.program.run(arguments)
        #expect(first.output == second.output)
        #expect(first.output.contains("\"as_of\": \"2026-11-22T00:00:00.000Z\""))
    }

    @Test func showsTheWholeOfAnItem() throws {
        let title = try item("register", "title")
        let shown = try scratch.program.run("conflicts", "show", String(try id(title).prefix(6)), "--at", "2026-11-21 10:00")
        let (id, winner, loser) = (try id(title), try #require((title["winner"] as? [String: Any])?["line"] as? String), try losingLine(title))
        #expect(shown.status == 0)
        #expect(shown.errors == "")
        let ada = try Peer(1).key.replica.hex.prefix(8)
        let ben = try Peer(2).key.replica.hex.prefix(8)
        #expect(shown.output == """
            ● open  \(id)  title of ada-20261121-0900
                won   \(winner)  ben-desk (\(ben))     2026-11-21 09:06:00 UTC (54 min ago), by hand  title "Ben: Login form"
                lost  \(loser)  Adas laptop (\(ada))  2026-11-21 09:05:00 UTC (55 min ago), by hand  title "Login form"
                why      they are concurrent: neither writer knew of the other's fact
                decided  rule 9 register, later-clock: they are of equal standing, so the later time wins
                lost     title "Login form"
                override `sheaf session title ada-20261121-0900 TITLE`, or `sheaf conflicts resolve \(id.prefix(12)) --choose \(loser.prefix(8))`
                agree    `sheaf conflicts resolve \(id.prefix(12))` closes it for everybody

            """)
    }

    @Test func explainsEveryItemByItsSchema() throws {
        let explained = try items().map { try scratch.run("conflicts", "show", try id($0), "--json").output }
        #expect(explained.count == 19)
        try scratch.check(explained, against: "conflict-show")
    }

    @Test func refusesAPositionAndAnAmbiguousPrefix() throws {
        #expect(try scratch.run("conflicts", "show", "1", status: 1).errors.contains("no conflict has an id that begins with \"1\""))
        try scratch.run("conflicts", "show", "", status: 1)
        try scratch.run("conflicts", "show", "zzzz", status: 1)
    }

    @Test func acknowledgingClosesAnItemForEverybody() throws {
        let score = try id(try item("score", "score:"))
        try scratch.run("conflicts", "resolve", score)
        #expect(try !items().contains { $0["id"] as? String == score })
        let closed = try #require(try items("--all").first { $0["id"] as? String == score })
        #expect(closed["acknowledged"] as? Bool == true)
        #expect(try scratch.run("conflicts", "resolve", score).errors.contains("acknowledged before"))
        let other = try Scratch()
        try other.receive(try Scene().lines + scratch.ownLines())
        #expect(try other.run("conflicts", "list", "--json", status: 2).output.contains(score) == false)
    }

    @Test func choosingALoserOverridesTheJudgement() throws {
        for (rule, field) in [("register", "title"), ("register", "corrected:"), ("end", "end"), ("membership", "commit:")] {
            let item = try item(rule, field)
            let id = try id(item)
            try scratch.run("conflicts", "resolve", id, "--choose", String(try losingLine(item).prefix(8)))
            #expect(try !items("--all").contains { $0["id"] as? String == id }, "\(rule) \(field)")
        }
    }

    @Test func aValueOverridesBothSides() throws {
        try scratch.run("conflicts", "resolve", try id(try item("register", "title")), "--value", "Form and page")
        try scratch.run("conflicts", "resolve", try id(try item("end", "end")), "--value", "abandon")
        #expect(try !items("--all").contains { ["end", "reopen"].contains($0["rule"] as? String) })
    }

    @Test func aMoveOfASharedCommitMovesItsPrimary() throws {
        let item = try item("shared-commit", "commit:")
        try scratch.run("conflicts", "resolve", try id(item), "--choose", try losingLine(item))
        let left = try items("--all").filter { $0["rule"] as? String == "shared-commit" }
        #expect(left.allSatisfy { $0["session"] as? String != item["session"] as? String })
    }

    @Test func refusesWhatCannotBeOverridden() throws {
        let clock = try id(try item("clock", "clock"))
        try scratch.run("conflicts", "resolve", clock, "--value", "x", status: 64)
        try scratch.run("conflicts", "resolve", clock, "--choose", "ab", status: 64)
        let end = try id(try item("end", "end"))
        #expect(try scratch.run("conflicts", "resolve", end, "--value", "maybe", status: 64).errors.contains("complete, abandon, reopen"))
        let title = try id(try item("register", "title"))
        try scratch.run("conflicts", "resolve", title, "--value", String(repeating: "x", count: 1025), status: 64)
        try scratch.run("conflicts", "resolve", title, "--value", "x", "--choose", "ab", status: 64)
        let take = try item("take", "owner")
        try scratch.run("conflicts", "resolve", try id(take), "--choose", try losingLine(take), status: 77)
        #expect(try items().count == 19, "a refused resolution writes nothing")
    }
}
