import SheafCore
import SheafGit
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

@Suite struct SessionLookupTests {
    @Test func aSessionIsFoundByEveryName() throws {
        let desk = try Desk()
        let commit = try desk.commit("wip: one", at: 0)
        try desk.commit("wip: two", at: 100)
        try desk.open().importHistory()
        let id = try desk.views()[0].id
        let row = try desk.open().session(id.hex, at: desk.clock.now).entry.row
        let names = [
            row.displayID, row.fullDisplayID, id.hex, String(id.hex.prefix(12)), "ada-20261121-0900", commit.hex,
            String(commit.hex.prefix(8)), "HEAD~1", "main~1",
        ]
        for name in names { #expect(try desk.open().session(name, at: desk.clock.now).entry.id == id, "\(name)") }
    }

    @Test func anAmbiguousNameListsTheCandidates() throws {
        let desk = try Desk()
        try desk.commit("wip: one\n\n[ready]", at: 0)
        try desk.repository.commit("wip: two", files: ["b": "b"], time: Desk.nine + 20)
        try desk.open().importHistory()
        let views = try desk.views()
        #expect(views.count == 2)
        let error = #expect(throws: SessionError.self) { try desk.open().session("ada-20261121-0900", at: desk.clock.now) }
        guard case .ambiguous(_, let candidates) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(candidates.map(\.id) == views.map(\.id))
        for candidate in candidates {
            #expect(try desk.open().session(candidate.displayID, at: desk.clock.now).entry.id == candidate.id)
        }
    }

    @Test func whatIsNotThereIsSaid() throws {
        let desk = try Desk()
        let ordinary = try desk.commit("Begin", at: 0)
        #expect(throws: SessionError.unknown("nobody-20261121-0900")) {
            try desk.open().session("nobody-20261121-0900", at: desk.clock.now)
        }
        #expect(throws: SessionError.notAMember(ordinary)) { try desk.open().session("HEAD", at: desk.clock.now) }
        #expect(throws: SessionError.noneCurrent) { try desk.open().session(nil, at: desk.clock.now) }
    }

    @Test func aCommitInTwoSessionsNamesTheOneThatCountsIt() throws {
        let desk = try Desk()
        let shared = try desk.commit("wip: one", at: 0)
        try desk.commit("wip: two", at: 100)
        try desk.open().importHistory()
        let second = RecordKey(.session, try desk.views()[1].id)
        let workspace = try desk.open()
        try workspace.store.write(now: workspace.now) { transaction in
            let member = FactBody.Membership(key: .commit(shared), time: Int64(Desk.nine) * 1000, via: .hand)
            try transaction.append(.member(member), to: second, isHuman: true)
        }
        let (first, other) = (try desk.views()[0].id, second.id)
        #expect(try desk.open().session(shared.hex, at: desk.clock.now).entry.id == other)
        #expect(try desk.open().session(String(shared.hex.prefix(9)), at: desk.clock.now).entry.id == other)
        let entries = try desk.open().sessions(at: desk.clock.now)
        #expect(entries.map(\.commitCount) == [0, 2])
        let detail = try desk.open().session(first.hex, at: desk.clock.now)
        #expect(detail.commits.isEmpty)
        #expect(detail.shared.map(\.member.id) == [shared])
        #expect(detail.shared.map(\.primary) == [other])
    }

    @Test func listsAreFilteredByStateAuthorAndTime() throws {
        let desk = try Desk()
        try desk.commit("wip: one\n\n[ready]", at: 0)
        try desk.commit("wip: two", at: 10, author: "Ben <ben@example.com>")
        try desk.commit("wip: three", at: 100)
        try desk.open().importHistory()
        let at = Instant(seconds: Int64(Desk.nine + 60 * 105))
        func authors(_ selection: SessionSelection) throws -> [String] {
            try desk.open().sessions(selection, at: at).map(\.view.author.text)
        }
        #expect(try authors(SessionSelection()) == ["ada", "ben", "ada"])
        #expect(try authors(SessionSelection(states: [.completed, .open])) == ["ada", "ada"])
        #expect(try authors(SessionSelection(author: AuthorSlug("ben"))) == ["ben"])
        #expect(try authors(SessionSelection(since: Instant(seconds: Int64(Desk.nine + 60)))) == ["ben", "ada"])
    }
}
