import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

@Suite struct ExplanationTests {
    private func commit(_ name: String, _ desk: Desk) throws -> CommitExplanation {
        guard case .commit(let explanation) = try desk.open().explain(name, at: desk.clock.now) else {
            throw FixtureError("\(name) is no commit")
        }
        return explanation
    }

    private func field(_ field: String, _ desk: Desk) throws -> FieldExplanation {
        let name = try desk.views()[0].id.hex
        guard case .session(let explanation) = try desk.open().explain(name, field: field, at: desk.clock.now) else {
            throw FixtureError("\(name) is no session")
        }
        return try #require(explanation.fields.first)
    }

    @Test func aCommitIsExplainedByItsEvidenceAndPlace() throws {
        let desk = try Desk()
        try desk.commit("wip: one", at: 0)
        try desk.commit("Describe", at: 1)
        #expect(try commit("HEAD~1", desk).place.name == "not-recorded")
        try desk.open().record(nil)
        try desk.open().importHistory()
        let automatic = try commit("HEAD~1", desk)
        #expect(automatic.detection.evidence.map(\.kind) == [.subjectPattern])
        #expect(automatic.place.name == "member")
        #expect(automatic.place.sessions.map(\.displayID) == ["ada-20261121-0900"])
        let ordinary = try commit("HEAD", desk)
        #expect(!ordinary.detection.isAutomatic && ordinary.detection.score == 0)
        #expect(ordinary.place.name == "ordinary")
    }

    @Test func aMarkOfManualTakesTheCommitOutAndCounts() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: one", at: 0)
        let second = try desk.commit("wip: two", at: 1)
        try desk.open().importHistory()
        let report = try desk.open().correct("HEAD", isAutomatic: false)
        #expect(report.figure == CorrectionFigure.of(found: 2, wrong: 1, missed: 0))
        #expect(try desk.batches() == [[first]])
        let explained = try commit(second.hex, desk)
        #expect(!explained.detection.isAutomatic)
        #expect(explained.detection.evidence.map(\.kind) == [.subjectPattern, .correction])
        #expect(explained.place.name == "removed-by-hand")
        #expect(try desk.open().correct("HEAD", isAutomatic: false).operation == nil)
        #expect(try desk.open().importHistory().recordedCount == 0)
        let number = try #require(report.operation)
        let workspace = try desk.open()
        try workspace.store.write(now: workspace.now) { _ = try $0.undo(number) }
        #expect(try desk.batches() == [[first, second]])
    }

    @Test func aMarkOfManualBeforeRecordingKeepsTheCommitOutEverywhere() throws {
        let ada = try Desk()
        let commit = try ada.commit("wip: mine", at: 0)
        let ben = try ada.clone("ben")
        try ben.open().importHistory()
        try ada.open().correct(commit.hex, isAutomatic: false)
        #expect(try ada.open().record([commit]).recordedCount == 0)
        try ben.receive(from: ada)
        #expect(try ben.batches() == [[]])
    }

    @Test func aMarkOfAutomaticAddsTheCommitWhereItFits() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: one", at: 0)
        try desk.open().record([first])
        let near = try desk.commit("Mend the parser", at: 10)
        let far = try desk.commit("Mend the lexer", at: 100)
        try desk.open().correct(near.hex, isAutomatic: true)
        let report = try desk.open().correct(far.hex, isAutomatic: true)
        #expect(try desk.batches() == [[first, near], [far]])
        #expect(report.figure == CorrectionFigure.of(found: 1, wrong: 0, missed: 2))
        #expect(try commit(far.hex, desk).detection.isAutomatic)
        #expect(try desk.open().correct(far.hex, isAutomatic: true).operation == nil)
        #expect(try desk.open().correct(first.hex, isAutomatic: true).operation == nil)
    }

    @Test func anOrdinaryCommitNeedsNoMarkOfManual() throws {
        let desk = try Desk()
        try desk.commit("Begin", at: 0)
        #expect(try desk.open().correct("HEAD", isAutomatic: false).operation == nil)
        #expect(try desk.sessionFacts().isEmpty)
    }

    @Test func aTitleIsExplainedByTheWriteThatReplacedTheOther() throws {
        let desk = try Desk()
        try desk.commit("wip: one", at: 0)
        try desk.open().record()
        #expect(try field("title", desk).step == .standard)
        try desk.open().titleSession(nil, "One")
        #expect(try field("title", desk).step == .only)
        try desk.open().titleSession(nil, "Two")
        let title = try field("title", desk)
        #expect(title.value == .text("Two"))
        #expect((title.ruleNumber, title.ruleName, title.step) == (9, "register", .later))
        #expect(title.parts.map(\.role) == [.decides, .superseded])
    }

    @Test func concurrentTitlesAreExplainedByTheTie() throws {
        let ada = try Desk()
        try ada.commit("wip: one", at: 0)
        try ada.open().record()
        let ben = try ada.clone("ben")
        try ben.receive(from: ada)
        try ada.open().titleSession("HEAD", "Ada's")
        ben.clock.set(minutes: 1)
        try ben.open().titleSession("HEAD", "Ben's")
        try ada.receive(from: ben)
        let title = try field("title", ada)
        #expect(title.value == .text("Ben's"))
        #expect(title.step == .laterClock)
        #expect(title.parts.map(\.role) == [.decides, .lost])
    }

    @Test func membersEndsAndTimesAreExplained() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: one", at: 0, files: ["Tests/a.swift": "a"])
        try desk.commit("wip: two", at: 5, files: ["docs/a.md": "a"])
        try desk.open().importHistory()
        #expect(try field("idle_end", desk).step == .heuristic)
        #expect(try field("last_activity_at", desk).value == .time(Instant(seconds: Int64(Desk.nine + 300))))
        #expect(try field("commit:\(first)", desk).step == .normal)
        try desk.open().removeCommits([first.hex])
        let removed = try field("commit:\(first)", desk)
        #expect((removed.value, removed.step) == (.text("not a member"), .removed))
        #expect(removed.parts.map(\.role) == [.decides, .cancelled])
        #expect(try field("idle_end", desk).step == .timeout)
        #expect((try field("state", desk).ruleName, try field("end", desk).step) == ("timeout", .standard))
        desk.clock.set(minutes: 6)
        try desk.open().endSession("HEAD", .complete)
        #expect(try field("end", desk).value == .text("complete"))
        try desk.open().reopenSession("HEAD")
        let reopened = try field("end", desk)
        #expect((reopened.value, reopened.step) == (nil, .reopened))
        #expect(reopened.parts.map(\.role) == [.counts, .cancelled])
        #expect(throws: SessionError.self) { try field("colour", desk) }
    }
}
