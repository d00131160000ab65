import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

@Suite struct HistoryImportTests {
    @Test func importingTwiceChangesNothing() throws {
        let desk = try Desk()
        try HistoryStream.random(seed: 1, count: 300).write(to: desk.repository)
        let first = try desk.open().importHistory()
        let dump = try desk.open().store.read { try $0.dump() }
        let second = try desk.open().importHistory()
        #expect(first.commitCount == 300)
        #expect(first.recordedCount == first.automaticCount)
        #expect(second.knownCount == first.recordedCount)
        #expect(second.recordedCount + second.openedCount == 0)
        #expect(try desk.open().store.read { try $0.dump() } == dump)
    }

    @Test(arguments: [2, 3, 4]) func recordingOneByOneEqualsImporting(seed: UInt64) throws {
        let imported = try Desk()
        let live = try Desk()
        let stream = HistoryStream.random(seed: seed, count: 120)
        let commits = try stream.write(to: imported.repository)
        #expect(try stream.write(to: live.repository) == commits)
        try imported.open().importHistory()
        let workspace = try live.open()
        for commit in commits { try workspace.record([commit]) }
        #expect(try live.views().map(Batch.init) == imported.views().map(Batch.init), "seed \(seed)")
    }

    @Test func clonesThatImportTheSameHistoryOpenTheSameSessions() throws {
        let ada = try Desk()
        try HistoryStream.random(seed: 5, count: 200).write(to: ada.repository)
        let ben = try ada.clone("ben")
        try ada.open().importHistory()
        try ben.open().importHistory()
        #expect(try ada.views().map(Batch.init) == ben.views().map(Batch.init))
        #expect(try ada.open().replica != ben.open().replica)
    }

    @Test func aStoppedImportGoesOnWhereItWas() throws {
        let whole = try Desk()
        let stopped = try Desk()
        let stream = HistoryStream.random(seed: 6, count: 1500)
        try stream.write(to: whole.repository)
        try stream.write(to: stopped.repository)
        try whole.open().importHistory()
        var portions = 0
        let first = try stopped.open().importHistory(
            progress: { if case .recording = $0 { portions += 1 } }, isCancelled: { portions > 0 })
        #expect(first.isInterrupted)
        #expect(first.recordedCount > 0 && first.recordedCount < first.automaticCount)
        let second = try stopped.open().importHistory()
        #expect(second.isResumed && !second.isInterrupted)
        #expect(first.recordedCount + second.recordedCount == second.automaticCount)
        #expect(try stopped.views().map(Batch.init) == whole.views().map(Batch.init))
        #expect(try !stopped.open().importHistory().isResumed)
    }

    @Test func stoppingWhileReadingWritesNothing() throws {
        let desk = try Desk()
        try HistoryStream.random(seed: 7, count: 600).write(to: desk.repository)
        let report = try desk.open().importHistory(isCancelled: { true })
        #expect(report.isInterrupted)
        #expect(try desk.sessionFacts().isEmpty)
    }

    @Test func ordinaryCommitsAreNeitherRecordedNorShared() throws {
        let desk = try Desk()
        try desk.repository.importLinearHistory(count: 50)
        let report = try desk.open().importHistory()
        #expect((report.commitCount, report.automaticCount) == (50, 0))
        #expect(try desk.sessionFacts().isEmpty)
    }

    @Test func theScopeSaysWhichBranchesAndTimes() throws {
        let desk = try Desk()
        let main = try [0, 100].map { try desk.commit("wip: main", at: $0) }
        try desk.repository.git("checkout", "-q", "-b", "feature/x")
        let side = try desk.commit("wip: side", at: 200, author: "Ben <ben@example.com>")
        try desk.repository.git("checkout", "-q", "main")
        let until = Instant(seconds: Int64(Desk.nine + 60 * 100))
        #expect(try desk.open().importHistory(HistoryScope(until: until)).commitCount == 2)
        #expect(try desk.open().importHistory(HistoryScope(branches: .matching("FEATURE/*"))).commitCount == 3)
        #expect(try desk.open().importHistory(HistoryScope(branches: .all)).commitCount == 3)
        #expect(try desk.batches() == [[main[0]], [main[1]], [side]])
        #expect(throws: ImportError.noSuchBranch(pattern: "nothing")) {
            try desk.open().importHistory(HistoryScope(branches: .matching("nothing")))
        }
    }

    @Test func theMailmapNamesTheAuthor() throws {
        let desk = try Desk()
        let files = [".mailmap": "Ada <ada@example.com> <agent@laptop.local>\n"]
        let first = try desk.commit("wip: one", at: 0, files: files)
        let second = try desk.commit("wip: two", at: 1, author: "Agent <agent@laptop.local>")
        try desk.open().importHistory()
        #expect(try desk.batches() == [[first, second]])
        #expect(try desk.views().map(\.author.text) == ["ada"])
    }
}

/// A session without what differs between replicas that recorded the same.
struct Batch: Hashable {
    let id: RecordID
    let author: AuthorSlug
    let commits: [ObjectID]
    let lastActivity: Int64
    let idleEnd: Int64
    let endedAt: Int64?

    init(_ view: SessionView) {
        id = view.id
        author = view.author
        commits = view.commits.map(\.id)
        lastActivity = view.lastActivity
        idleEnd = view.idleEnd
        endedAt = view.end?.at
    }
}
