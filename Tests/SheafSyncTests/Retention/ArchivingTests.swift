import Foundation
import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

/// Archives and evictions as a person makes them.
@Suite struct ArchivingTests {
    @Test func whatIsArchivedAndRemovedComesBackByteForByte() async throws {
        let fleet = try Fleet(2, seed: 901)
        var generator = SeededGenerator(seed: 901)
        let (ada, ben) = (fleet.members[0], fleet.members[1])
        for month in ["2026-08", "2026-09", "2026-11"] { _ = try ada.openSession(in: month, using: &generator) }
        try await fleet.settle()
        let (dump, hashes) = (try ada.dump(), try ada.hashes())
        let month = try #require(CivilMonth("2026-10"))
        let path = fleet.directory.file("old.sheaf")
        let kept = try #require(try ada.open().archive(before: month, to: nil, removes: false))
        #expect(kept.factCount == 4 && kept.removedCount == 0 && kept.recordCount == 2)
        #expect(kept.path.hasPrefix(fleet.directory.file("state-clone0")))
        let report = try #require(try ada.open().archive(before: month, to: path, removes: true))
        #expect(report.removedCount == 4)
        #expect(try ada.hashes().count == hashes.count - 4)
        #expect(try ada.open().verify(checkingSignatures: true).isSound)

        #expect(try await ada.sync().outcome == .inSync(pushed: false), "the state ref keeps what the policy keeps")
        let author = try ben.open().author()
        try ben.open().store.write(now: ben.open().now) { transaction in
            for session in try transaction.reader().sessions() {
                let taking = FactBody.Taking(author: author, worktree: nil)
                try transaction.append(.taken(taking), to: RecordKey(.session, session.id), isHuman: true)
            }
        }
        try await fleet.settle()
        #expect(try ada.hashes().count >= hashes.count - 4)
        #expect(try ada.open().store.read { try $0.archivedRecords() }.count == 2)

        let restored = try ada.open().restore(from: path)
        #expect(restored.newCount == 4 && restored.factCount == 4)
        #expect(try ada.hashes().isSuperset(of: hashes))
        #expect(try await ada.sync().outcome == .inSync(pushed: false))
        #expect(try ada.dump() == ben.dump(), "also what came while they were away")
        #expect(try ada.dump() != dump)
        #expect(try ada.open().restore(from: path).newCount == 0)
    }

    @Test func aRebuildTakesInAgainWhatWasRemovedIntoTheArchive() async throws {
        let fleet = try Fleet(1, seed: 906)
        var generator = SeededGenerator(seed: 906)
        let ada = fleet.members[0]
        _ = try ada.openSession(in: "2026-08", using: &generator)
        try await ada.sync()
        let hashes = try ada.hashes()
        let month = try #require(CivilMonth("2026-10"))
        let report = try #require(try ada.open().archive(before: month, to: nil, removes: true))
        #expect(report.removedCount == 2)
        let rebuilt = try Workspace.rebuild(from: ada.path, archive: report.path, surroundings: ada.surroundings)
        #expect(rebuilt.archivedCount == 2)
        #expect(try ada.hashes() == hashes)
        #expect(try ada.open().store.read { try $0.archivedRecords() } == [])
    }

    @Test func whatWasNeverPushedIsArchivedAndNotRemoved() throws {
        let fleet = try Fleet(1, seed: 902)
        var generator = SeededGenerator(seed: 902)
        let ada = fleet.members[0]
        _ = try ada.openSession(in: "2026-08", using: &generator)
        let hashes = try ada.hashes()
        let month = try #require(CivilMonth("2026-10"))
        let report = try #require(try ada.open().archive(before: month, to: nil, removes: true))
        #expect(report.factCount == 2 && report.removedCount == 0)
        #expect(try ada.hashes() == hashes)
    }

    @Test func anArchiveIsNeverWrittenIntoTheRepositoryNorOverAnotherFile() async throws {
        let fleet = try Fleet(1, seed: 903)
        var generator = SeededGenerator(seed: 903)
        let ada = fleet.members[0]
        _ = try ada.openSession(in: "2026-08", using: &generator)
        try await ada.sync()
        let hashes = try ada.hashes()
        let month = try #require(CivilMonth("2026-10"))
        let link = fleet.directory.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(ada.path)/.git")
        for path in ["\(ada.path)/old.sheaf", "\(ada.path)/.git/sheaf/old", "\(ada.path)/new/folder/old", "\(link)/old"] {
            #expect(throws: WorkspaceError.archiveInside(path: path)) {
                try ada.open().archive(before: month, to: path, removes: true)
            }
        }
        let taken = fleet.directory.file("taken")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: taken))
        #expect(throws: WorkspaceError.self) { try ada.open().archive(before: month, to: taken, removes: true) }
        #expect(try String(contentsOfFile: taken, encoding: .utf8) == "mine")
        #expect(try ada.hashes() == hashes)
    }

    @Test func anImportDoesNotOpenAnArchivedSessionAgain() async throws {
        let desk = try Desk()
        try desk.commit("Auto-PR: old", at: 0)
        try desk.commit("Auto-PR: older", at: 1)
        try desk.open().importHistory()
        let workspace = try desk.open()
        try workspace.store.write(now: workspace.now) { try $0.clearOutbox(upTo: .max) }
        let month = try #require(CivilMonth("2027-01"))
        let report = try #require(try workspace.archive(before: month, to: nil, removes: true))
        #expect(report.removedCount > 0)
        #expect(try desk.batches() == [])
        try desk.open().importHistory()
        #expect(try desk.batches() == [])
        _ = try desk.open().restore(from: report.path)
        #expect(try desk.batches().count == 1)
    }

    @Test func evictingEditsThePolicyAndNothingElse() async throws {
        let fleet = try Fleet(1, seed: 905)
        var generator = SeededGenerator(seed: 905)
        let ada = fleet.members[0]
        let evicted = try ada.openSession(in: "2026-11", using: &generator)
        try await ada.sync()
        try ada.decide("# ours\nsync:\n  remote: origin # where\n")
        let told = try ada.open().evict(evicted.hex, writes: false)
        #expect(!told.isWritten && !told.isInForce && told.archive?.factCount == 2)
        let written = try ada.open().evict(evicted.hex, archivePath: fleet.directory.file("one.sheaf"), writes: true)
        #expect(written.isWritten)
        let text = try String(contentsOfFile: written.policyPath, encoding: .utf8)
        #expect(text.hasPrefix("# ours\nsync:\n  remote: origin # where\n") && text.contains(evicted.hex))
        #expect(try ada.open().retention() == .everything, "until it is on the default branch nothing changes")
        try ada.decide(text)
        #expect(try ada.open().retention() == Retention(evicted: [evicted]))
        #expect(try ada.open().evict(evicted.hex, archivePath: fleet.directory.file("two.sheaf"), writes: true).isInForce)
    }
}
