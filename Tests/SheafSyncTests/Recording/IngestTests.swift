import Foundation
import SheafCore
import SheafGit
import SheafStore
@testable import SheafWorkspace
import TestSupport
import Testing

/// What reflogs tell is recorded, whatever happened to it since.
@Suite struct IngestTests {
    private let desk: Desk
    private let first: ObjectID

    init() throws {
        desk = try Desk()
        first = try desk.commit("Begin", at: 0)
        _ = try desk.open().ingest()
    }

    private func told(_ body: () throws -> Void) throws -> [ObjectID] {
        try body()
        return try desk.open().ingest().recorded.map(\.commit)
    }

    @Test func commitsBeforeTheFirstReadingAreForImport() throws {
        let directory = try TemporaryDirectory()
        let repository = try FixtureRepository(at: directory.file("work"))
        try repository.git("config", "user.email", "ada@example.com")
        try repository.commit("wip: before")
        let late = try Desk(repository, in: directory)
        #expect(try late.open().ingest() == IngestReport())
        let after = try late.commit("wip: after", at: 1)
        #expect(try late.open().ingest().recorded.map(\.commit) == [after])
    }

    @Test func amendedRebasedAndResetCommitsAreRecordedOnce() throws {
        var made: [ObjectID] = []
        let recorded = try told {
            made.append(try desk.commit("wip: one", at: 1, files: ["a": "1"]))
            try desk.repository.git("commit", "--quiet", "--amend", "-m", "wip: one, better")
            made.append(try head())
            try desk.repository.git("reset", "--quiet", "--hard", first.hex)
            made.append(try desk.commit("wip: two", at: 2, files: ["b": "2"]))
            try desk.repository.git("checkout", "--quiet", "-b", "side", first.hex)
            made.append(try desk.commit("wip: three", at: 3, files: ["c": "3"]))
            try desk.repository.git("rebase", "--quiet", "main")
            made.append(try head())
            try desk.repository.git("cherry-pick", made[0].hex)
            made.append(try head())
            try desk.commit("Ordinary", at: 4)
        }
        #expect(Set(recorded) == Set(made))
        #expect(recorded.count == made.count)
        #expect(try desk.open().ingest() == IngestReport())
    }

    @Test func whatCameFromElsewhereIsNotRecorded() throws {
        let other = FixtureRepository(existing: desk.directory.file("other"))
        try FixtureGit.run(["clone", "-q", desk.repository.path, other.path], in: "/")
        let theirs = try other.commit(
            "wip: theirs", files: ["t": "1"], time: Desk.nine + 60, author: "Grace Tester <grace@example.com>")
        let mine = try told {
            try desk.repository.git("fetch", "--quiet", other.path, "main:theirs")
            try desk.repository.git("merge", "--quiet", "--ff-only", "theirs")
            try desk.repository.git("checkout", "--quiet", "-b", "third", first.hex)
            try desk.repository.git("reset", "--quiet", "--hard", "theirs")
        }
        #expect(try head().hex == theirs)
        #expect(mine.isEmpty)
    }

    @Test func eachWorktreeIsAStreamOfItsOwn() throws {
        let linked = FixtureRepository(existing: desk.directory.file("linked"))
        try desk.repository.git("worktree", "add", "--quiet", "-b", "linked", linked.path)
        let here = try desk.commit("wip: here", at: 1)
        let there = try #require(ObjectID(try linked.commit("wip: there", time: Desk.nine + 90)))
        let detached = try told {
            try linked.git("checkout", "--quiet", "--detach")
            _ = try linked.commit("wip: detached", time: Desk.nine + 120)
        }
        #expect(detached.count == 3)
        #expect(try desk.batches() == [[here], [there, try #require(ObjectID(try linked.git("rev-parse", "HEAD")))]])
        // The same streams as by hand, there.
        let later = try linked.commit("wip: by hand", time: Desk.nine + 150)
        try desk.open(linked.path).record()
        #expect(try desk.batches().last?.last?.hex == later)
    }

    @Test func aRemovedWorktreesCommitsAreInTheBranchesReflog() throws {
        let linked = FixtureRepository(existing: desk.directory.file("linked"))
        try desk.repository.git("worktree", "add", "--quiet", "-b", "linked", linked.path)
        let there = try linked.commit("wip: there", time: Desk.nine + 60)
        let recorded = try told { try desk.repository.git("worktree", "remove", "--force", linked.path) }
        #expect(recorded.map(\.hex) == [there])
    }

    @Test func aReflogThatWasCutIsReadOn() throws {
        for minute in 1...3 { try desk.commit("wip: \(minute)", at: minute, files: ["a": "\(minute)"]) }
        #expect(try desk.open().ingest().recorded.count == 3)
        let last = try told {
            _ = try desk.commit("wip: last", at: 4, files: ["a": "4"])
            let path = desk.repository.gitDirectory + "/logs/HEAD"
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            try (lines.dropFirst(2).joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(last == [try head()])
        // All that was read is gone: what is not older is looked at.
        let path = desk.repository.gitDirectory + "/logs/HEAD"
        try "".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try told { _ = try desk.commit("wip: anew", at: 5, files: ["a": "5"]) } == [try head()])
    }

    @Test func moreThanOneReadingTakesIsTakenInTurns() throws {
        let count = Reflog.lineCountMax + 5
        let path = desk.repository.gitDirectory + "/logs/HEAD"
        let commit = try desk.commit("wip: made", at: 1)
        let line = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").last.map(String.init)
        let lines = [String](repeating: try #require(line) + "\n", count: count).joined()
        let log = try #require(FileHandle(forWritingAtPath: path))
        try log.seekToEnd()
        try log.write(contentsOf: Data(lines.utf8))
        let report = try desk.open().ingest()
        #expect(report.isBounded)
        #expect(report.recorded.map(\.commit) == [commit])
        let rest = try desk.open().ingest()
        #expect(rest.recorded.isEmpty && !rest.isBounded)
    }

    @Test func theBranchCountsOnWhichACommitWasMade() throws {
        try desk.repository.git("checkout", "--quiet", "-b", "cursor/fix")
        let onBranch = try desk.commit("Fix it", at: 1, files: ["a": "1"])
        #expect(try told { try desk.repository.git("checkout", "--quiet", "main") } == [onBranch])
    }

    @Test func hostileLinesAreNobodysCommits() throws {
        let path = desk.repository.gitDirectory + "/logs/HEAD"
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let zeros = String(repeating: "0", count: 40)
        let lines = [
            "", "nonsense", "\(zeros) \(first.hex)", "\(zeros) \(first.hex) A <a> x +0000\tcommit: x", "\(first.hex) \(zeros) A <a> 1 +0000\tcommit: x",
            "\(zeros) \(String(repeating: "1", count: 40)) A <a> 1 +0000\tcommit: not there",
            "\(zeros) \(first.hex) A <a@example.com> 99999999999999999999 +0000\tcommit: x",
        ]
        let recorded = try told { try (before + lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(recorded.isEmpty)
        #expect(try told { _ = try desk.commit("wip: goes on", at: 1) } == [try head()])
    }

    private func head() throws -> ObjectID { try #require(ObjectID(try desk.repository.git("rev-parse", "HEAD"))) }
}
