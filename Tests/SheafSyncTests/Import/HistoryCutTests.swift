import SheafCore
import SheafWorkspace
import TestSupport
import Testing

/// Where history is cut off, a session may have begun before what is there.
@Suite struct HistoryCutTests {
    /// Bursts at 0-20, 60-80 and 300 minutes; the cut lies inside the second one.
    private let minutes = [0, 10, 20, 60, 70, 80, 300]

    @Test func aShallowCloneOpensNothingBeforeTheFirstGap() throws {
        let origin = try Desk()
        let commits = try minutes.map { try origin.commit("wip: step", at: $0) }
        let shallow = try origin.clone("shallow", options: ["--depth", "3"])
        let report = try shallow.open().importHistory()
        #expect(report.isCut)
        #expect((report.commitCount, report.skippedCount, report.recordedCount) == (3, 2, 1))
        #expect(try shallow.batches() == [[commits[6]]])
    }

    @Test func deepeningAShallowCloneImportsTheRest() throws {
        let origin = try Desk()
        let commits = try minutes.map { try origin.commit("wip: step", at: $0) }
        let shallow = try origin.clone("shallow", options: ["--depth", "3"])
        try shallow.open().importHistory()
        try shallow.repository.git("fetch", "-q", "--unshallow")
        let report = try shallow.open().importHistory()
        #expect(!report.isCut && report.skippedCount == 0)
        #expect(try shallow.batches() == [Array(commits[0...2]), Array(commits[3...5]), [commits[6]]])
        try origin.open().importHistory()
        #expect(try shallow.views().map(Batch.init) == origin.views().map(Batch.init))
    }

    @Test func sinceCutsLikeAShallowBoundary() throws {
        let desk = try Desk()
        let commits = try minutes.map { try desk.commit("wip: step", at: $0) }
        let scope = HistoryScope(since: Instant(seconds: Int64(Desk.nine + 60 * 65)))
        let report = try desk.open().importHistory(scope)
        #expect((report.commitCount, report.skippedCount, report.recordedCount) == (3, 2, 1))
        #expect(try desk.batches() == [[commits[6]]])
        try desk.open().importHistory()
        #expect(try desk.batches() == [Array(commits[0...2]), Array(commits[3...5]), [commits[6]]])
    }

    @Test func aGapBehindTheCutIsEnough() throws {
        let desk = try Desk()
        let commits = try minutes.map { try desk.commit("wip: step", at: $0) }
        let scope = HistoryScope(since: Instant(seconds: Int64(Desk.nine + 60 * 25)))
        #expect(try desk.open().importHistory(scope).skippedCount == 0)
        #expect(try desk.batches() == [Array(commits[3...5]), [commits[6]]])
    }

    @Test func theSpanMustNotBeEmpty() throws {
        let desk = try Desk()
        let (since, until) = (Instant(seconds: 2_000_000_000), Instant(seconds: 1_000_000_000))
        #expect(throws: ImportError.emptySpan(since: since, until: until)) {
            try desk.open().importHistory(HistoryScope(since: since, until: until))
        }
    }
}
