import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

@Suite struct SessionOperationTests {
    /// A desk with one session of one commit at nine, seen at five past nine.
    private func desk() throws -> (Desk, ObjectID) {
        let desk = try Desk()
        let commit = try desk.commit("wip: step", at: 0)
        try desk.open().record([commit])
        desk.clock.set(minutes: 5)
        return (desk, commit)
    }

    private func state(_ desk: Desk) throws -> SessionDisplay.State {
        try desk.open().session("HEAD", at: desk.clock.now).entry.display.state
    }

    /// Takes an operation back and says what the session looks like then.
    private func undo(_ number: Int64, _ desk: Desk) throws {
        let workspace = try desk.open()
        try workspace.store.write(now: workspace.now) { _ = try $0.undo(number) }
    }

    @Test func aStartedSessionTakesTheNextCommits() throws {
        let desk = try Desk()
        let change = try desk.open().startSession(title: "Login")
        #expect(change.entry.view.title == "Login")
        #expect(change.entry.row.displayID == "ada-20261121-0900")
        #expect(change.entry.display.state == .open)
        // In the second in which the session was opened.
        let commit = try desk.commit("wip: step", at: 0)
        try desk.open().record([commit])
        #expect(try desk.batches() == [[commit]])
        #expect(try desk.open().startSession(title: nil).entry.id != change.entry.id)
        try undo(change.operation, desk)
        #expect(try desk.views().first { $0.id == change.entry.id }?.end?.verdict == .abandon)
    }

    @Test func whatOpenedASessionIsTakenBackAndRepeated() throws {
        let (desk, commit) = try desk()
        let workspace = try desk.open()
        func undo(_ number: Int64) throws -> Int64 { try workspace.store.write(now: workspace.now) { try $0.undo(number).number } }
        let recording = try #require(try workspace.store.read { try $0.operations(limit: 1) }.first)
        let undoing = try undo(recording.number)
        #expect(try desk.batches() == [[]])
        _ = try undo(undoing)
        #expect(try desk.batches() == [[commit]])
        let started = try workspace.startSession(title: "Next")
        #expect(started.canBeUndone)
        _ = try undo(try undo(started.operation))
        let view = try #require(try desk.views().first { $0.id == started.entry.id })
        #expect(view.end == nil && view.title == "Next")
    }

    @Test func nothingOffersAnUndoThatThereIsNot() throws {
        let (desk, _) = try desk()
        #expect(try !desk.open().keepSessionOpen(nil).canBeUndone)
        #expect(try desk.open().endSession(nil, .complete).canBeUndone)
        #expect(try desk.open().reopenSession("HEAD").canBeUndone)
        desk.clock.set(minutes: 66)
        #expect(try !desk.open().reopenSession("HEAD").canBeUndone, "silence cannot be brought back")
    }

    @Test func anEndIsTakenBackByReopeningAndByUndo() throws {
        let (desk, _) = try desk()
        let change = try desk.open().endSession(nil, .complete)
        #expect(try state(desk) == .completed)
        #expect(throws: SessionError.self) { try desk.open().endSession("HEAD", .abandon) }
        let reopening = try desk.open().reopenSession("HEAD")
        #expect(try state(desk) == .open)
        try undo(reopening.operation, desk)
        #expect(try state(desk) == .completed)
        try undo(change.operation, desk)
        #expect(try state(desk) == .open)
        try desk.open().endSession("HEAD", .abandon)
        #expect(try state(desk) == .abandoned)
    }

    @Test func whatIsOpenCannotBeReopened() throws {
        let (desk, _) = try desk()
        #expect(throws: SessionError.notEnded(session: "ada-20261121-0900", state: .open)) {
            try desk.open().reopenSession("HEAD")
        }
    }

    @Test func silenceEndsASessionAndReopeningItIsActivity() throws {
        let (desk, _) = try desk()
        desk.clock.set(minutes: 31)
        #expect(try state(desk) == .ended)
        #expect(throws: SessionError.noneCurrent) { try desk.open().endSession(nil, .complete) }
        #expect(try desk.open().reopenSession("HEAD").entry.display.state == .open)
        desk.clock.set(minutes: 62)
        #expect(try state(desk) == .ended)
    }

    @Test func keepingASessionOpenPutsTheEndOff() throws {
        let (desk, _) = try desk()
        desk.clock.set(minutes: 29)
        try desk.open().keepSessionOpen(nil)
        desk.clock.set(minutes: 58)
        #expect(try state(desk) == .idle)
        let later = try desk.commit("wip: later", at: 58)
        try desk.open().record([later])
        #expect(try desk.batches().count == 1)
        try desk.open().endSession(nil, .complete)
        #expect(throws: SessionError.self) { try desk.open().keepSessionOpen("HEAD") }
    }

    @Test func titlesAndNotesAreReplacedAndTakenBack() throws {
        let (desk, _) = try desk()
        try desk.open().titleSession(nil, "One")
        let second = try desk.open().titleSession("HEAD", "Two")
        try desk.open().noteSession(nil, "Remember")
        #expect(try desk.views()[0].title == "Two")
        #expect(try desk.views()[0].note == "Remember")
        try undo(second.operation, desk)
        #expect(try desk.views()[0].title == "One")
        try desk.open().titleSession(nil, "")
        #expect(try desk.views()[0].title == nil)
        let long = String(repeating: "é", count: 513)
        #expect(throws: SessionError.tooLong(what: "title", bytes: 1026, bytesMax: 1024)) {
            try desk.open().titleSession(nil, long)
        }
    }

    @Test func movingTakesACommitOutOfOneSessionAndPutsItIntoAnother() throws {
        let (desk, first) = try desk()
        let second = try desk.commit("wip: elsewhere", at: 100)
        try desk.open().record([second])
        let target = try desk.views()[0].id
        let change = try desk.open().moveCommits(["HEAD"], to: target.hex)
        #expect(change.commits == [second])
        #expect(try desk.batches() == [[first, second], []])
        #expect(try desk.views()[0].commits.map(\.via) == [.window, .hand])
        try undo(change.operation, desk)
        #expect(try desk.batches() == [[first], [second]])
    }

    @Test func movingAnOrdinaryCommitAddsIt() throws {
        let (desk, first) = try desk()
        let ordinary = try desk.commit("Describe the parser", at: 3, files: ["docs/a.md": "a"])
        try desk.open().moveCommits([ordinary.hex], to: "ada-20261121-0900")
        #expect(try desk.batches() == [[first, ordinary]])
        #expect(try desk.views()[0].commits[1].touchesDocs)
    }

    @Test func removingSaysWhereTheCommitIsNot() throws {
        let (desk, first) = try desk()
        let ordinary = try desk.commit("Describe the parser", at: 3)
        #expect(throws: SessionError.notAMember(ordinary)) { try desk.open().removeCommits([ordinary.hex]) }
        let change = try desk.open().removeCommits([first.hex])
        #expect(try desk.batches() == [[]])
        #expect(throws: SessionError.notAMember(first)) { try desk.open().removeCommits([first.hex]) }
        try undo(change.operation, desk)
        #expect(try desk.batches() == [[first]])
        #expect(throws: SessionError.noCommits) { try desk.open().removeCommits([]) }
    }

    @Test func onlyAnOrphanIsTakenWithoutForce() throws {
        let (ada, commit) = try desk()
        let ben = try ada.clone("ben")
        try ben.repository.git("config", "user.email", "ben@example.com")
        try ben.receive(from: ada)
        ben.clock.set(minutes: 149)
        #expect(throws: SessionError.notOrphaned(
            session: "ada-20261121-0900", state: .ended, author: try #require(AuthorSlug("ada")))
        ) { try ben.open().takeSession("HEAD", isForced: false) }
        ben.clock.set(minutes: 150)
        let change = try ben.open().takeSession("HEAD", isForced: false)
        #expect(change.entry.display.state == .open)
        #expect(change.entry.view.taking?.author.text == "ben")
        #expect(throws: SessionError.alreadyYours(session: "ada-20261121-0900")) {
            try ben.open().takeSession("HEAD", isForced: true)
        }
        // The owner learns of it and goes on in a session of their own.
        try ada.receive(from: ben)
        ada.clock.set(minutes: 155)
        let next = try ada.commit("wip: back", at: 155)
        try ada.open().record([next])
        #expect(try ada.batches() == [[commit], [next]])
        #expect(throws: SessionError.alreadyYours(session: "ada-20261121-1135")) {
            try ada.open().takeSession("HEAD", isForced: true)
        }
    }

    @Test func whoeverTookASessionGoesOnInIt() throws {
        let (ada, commit) = try desk()
        let ben = try ada.clone("ben")
        try ben.repository.git("config", "user.email", "ben@example.com")
        try ben.receive(from: ada)
        let before = try ben.commit("wip: own work", at: 5, author: "Ben Tester <ben@example.com>")
        try ben.open().record([before])
        ben.clock.set(minutes: 150)
        try ben.open().takeSession(commit.hex, isForced: false)
        let next = try ben.commit("wip: their work", at: 155, author: "Ben Tester <ben@example.com>")
        try ben.open().record([next])
        #expect(try ben.batches() == [[commit, next], [before]])
        let late = try ben.commit("wip: later", at: 190, author: "Ben Tester <ben@example.com>")
        try ben.open().record([late])
        #expect(try ben.batches() == [[commit, next], [before], [late]])
    }

    @Test func forceTakesWhatIsNoOrphan() throws {
        let (ada, _) = try desk()
        let ben = try ada.clone("ben")
        try ben.repository.git("config", "user.email", "ben@example.com")
        try ben.receive(from: ada)
        #expect(try ben.open().takeSession("HEAD", isForced: true).entry.view.taking != nil)
    }
}
