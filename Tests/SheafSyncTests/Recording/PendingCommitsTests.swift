import SheafCore
import SheafWorkspace
import TestSupport
import Testing

/// `sheaf record` without arguments.
@Suite struct PendingCommitsTests {
    @Test func anEmptyRepositoryHasNothingPending() throws {
        let desk = try Desk()
        let report = try desk.open().record()
        #expect(report.commits.isEmpty)
        #expect(report.operation == nil)
    }

    @Test func theFirstTimeOnlyHeadIsRecorded() throws {
        let desk = try Desk()
        try desk.commit("wip: older", at: 0)
        let head = try desk.commit("wip: newest", at: 1)
        try desk.open().record()
        #expect(try desk.batches() == [[head]])
    }

    @Test func afterwardsEverythingSinceTheLastRecordingIsRecorded() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: one", at: 0)
        try desk.open().record()
        let missed = try [1, 2, 3].map { try desk.commit($0 == 2 ? "Ordinary" : "wip: more", at: $0) }
        try desk.open().record()
        #expect(try desk.batches() == [[first, missed[0], missed[2]]])
    }

    @Test func whatAPullBroughtIsLeftToItsCommitter() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: one", at: 0)
        try desk.open().record()
        try desk.commit("wip: theirs", at: 1, author: "Ben Tester <ben@example.com>")
        let mine = try desk.commit("wip: mine", at: 2)
        try desk.open().record()
        #expect(try desk.batches() == [[first, mine]])
    }

    @Test func recordingAnOldCommitByNameMakesNothingElsePending() throws {
        let desk = try Desk()
        let old = try desk.commit("wip: old", at: 0)
        try desk.commit("wip: never recorded", at: 100)
        let recorded = try desk.commit("wip: recorded", at: 200)
        try desk.open().record([recorded])
        try desk.open().record([old])
        let head = try desk.commit("wip: head", at: 201)
        try desk.open().record()
        #expect(try desk.batches() == [[old], [recorded, head]])
    }

    @Test func anEndTakesInWhatIsPendingFirst() throws {
        let desk = try Desk()
        let first = try desk.commit("wip: one", at: 0)
        try desk.open().record()
        let second = try desk.commit("wip: two", at: 1)
        desk.clock.set(minutes: 2)
        let change = try desk.open().endSession(nil, .complete)
        #expect(change.recorded.recordedCount == 1)
        #expect(change.entry.display.state == .completed)
        #expect(try desk.batches() == [[first, second]])
    }
}
