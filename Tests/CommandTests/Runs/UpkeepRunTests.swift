import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

/// `archive`, `evict` and `gc` as they are typed, and what other commands say about retention.
@Suite struct UpkeepRunTests {
    private let scratch: Scratch
    private let remote: FixtureRepository

    init() throws {
        scratch = try Scratch()
        remote = try FixtureRepository(at: scratch.directory.file("remote.git"), options: ["--bare"])
        try scratch.repository.git("remote", "add", "origin", remote.path)
        _ = try scratch.repository.commit("Auto-PR: login form", files: ["a": "1"], time: Int(Scene.start.milliseconds / 1000))
        try scratch.run("import", "history")
    }

    private func sessions() throws -> [[String: Any]] {
        try #require(try scratch.json(["session", "list"], schema: "session-list").document["sessions"] as? [[String: Any]])
    }

    private func session() throws -> String { try #require(try sessions().first?["id"] as? String) }

    private func decide(_ policy: String) throws {
        _ = try scratch.repository.commit("Decide", files: [".sheaf/policy.yaml": policy])
    }

    @Test func archivesRemovesAndRestores() throws {
        try scratch.run("sync")
        let path = scratch.directory.file("old.sheaf")
        #expect(try scratch.run("archive", "--before", "2026-12", "--to", path, "--remove").output == path + "\n")
        #expect(try sessions().isEmpty)
        #expect(try scratch.run("archive", "--restore", path).errors.contains("new here: "))
        _ = try session()
        try scratch.run("archive", "--before", "2026-12", "--to", path, status: 73)
        try scratch.run("archive", "--before", "soon", status: 64)
        try scratch.run("archive", status: 64)
        try scratch.run("archive", "--before", "2026-12", "--to", "inside.sheaf", status: 64)
        try Data("sheaf archive 2\n{}\n".utf8).write(to: URL(fileURLWithPath: scratch.directory.file("newer")))
        #expect(try scratch.run("archive", "--restore", scratch.directory.file("newer"), status: 78).errors.contains("update Sheaf"))
        try Data("hello".utf8).write(to: URL(fileURLWithPath: scratch.directory.file("other")))
        try scratch.run("archive", "--restore", scratch.directory.file("other"), status: 65)
    }

    @Test func evictsThroughThePolicyAndTruncates() throws {
        try scratch.run("sync")
        let id = try session()
        #expect(try scratch.run("evict", id).output == "retention:\n  evicted:\n    - \"\(id)\"\n")
        try scratch.run("evict", id, "--remove", status: 78)
        let told = try scratch.run("evict", id, "--write", "--to", scratch.directory.file("one.sheaf"))
        #expect(told.errors.contains("Not recalled") && told.errors.contains("Commit that to the default branch"))
        _ = try scratch.repository.git("add", "-A")
        _ = try scratch.repository.git("commit", "-qm", "Evict")
        let status = try scratch.json(["status"], schema: "status").document
        #expect((status["facts"] as? [String: Any])?["left_out"] as? Int ?? 0 > 0)
        #expect(try scratch.run("status").output.contains("left out of it by the policy file"))
        #expect(try scratch.run("doctor").output.contains("1 evicted record"))
        #expect(try scratch.run("sync").errors.contains("nothing to send"))
        #expect(try remote.git("grep", "-c", id, "refs/sheaf/state").isEmpty == false)
        let collected = try scratch.json(["gc", "--truncate"], schema: "gc")
        #expect(collected.document["truncation"] as? String == "truncated" || collected.document["truncation"] as? String == "nothing-to-cut")
        #expect(try FixtureGit.attempt(["grep", "-q", id, "refs/sheaf/state"], in: remote.path).exit == .exited(1))
        #expect(try remote.git("rev-list", "--count", "refs/sheaf/state") == "1")
        #expect(try scratch.json(["gc"], schema: "gc").document["truncation"] is NSNull)
        #expect(try scratch.run("verify").status == 0)
        let file = scratch.directory.file("two.sheaf")
        #expect(try scratch.json(["evict", id, "--remove", "--to", file], schema: "evict").document["removed"] as? Int ?? 0 > 0)
        #expect(try sessions().isEmpty)
        try scratch.run("import", "history")
        #expect(try sessions().isEmpty)
        #expect(try scratch.run("verify").status == 0)
    }

    @Test func outputsHaveSchemas() throws {
        try scratch.run("sync")
        let path = scratch.directory.file("old.sheaf")
        #expect(try scratch.json(["archive", "--before", "2026-12", "--to", path], schema: "archive").document["removed"] as? Int == 0)
        #expect(try scratch.json(["archive", "--restore", path], schema: "restore").document["restored"] as? Int == 0)
        #expect(try scratch.json(["evict", try session()], schema: "evict").document["written"] as? Bool == false)
    }

    @Test func aLayerOfOnesOwnCannotLeaveAnythingOut() throws {
        try scratch.repository.git("config", "sheaf.retention.floorMonth", "2026-12")
        #expect(try scratch.run("sync", status: 78).errors.contains("only the default branch's policy file"))
        try scratch.repository.git("config", "--unset", "sheaf.retention.floorMonth")
        var program = scratch.program
        program.environment["SHEAF_RETENTION_EVICTED"] = "0192f0c1a2b37c4d8e5f60718293a4b5"
        #expect(try program.run("sync").status == 78)
    }

    @Test func truncatingAsksForConsentAsSyncDoes() throws {
        try scratch.run("gc", "--truncate", status: 77)
        #expect(try FixtureGit.attempt(["rev-parse", "-q", "--verify", "refs/sheaf/state"], in: remote.path).exit == .exited(1))
    }

    @Test func aFloorInTheFutureIsAProblemForTheDoctor() throws {
        try decide("retention:\n  floor_month: 2030-01\n")
        let outcome = try scratch.program.run("doctor")
        #expect(outcome.status == 2 && outcome.output.contains("the floor lies in the future"))
    }

    @Test func aDatabaseOfANewerVersionIsRefusedUnharmed() throws {
        let database = "\(scratch.repository.gitDirectory)/sheaf/sheaf.db"
        let marked = try scratch.program.run(
            executable: "/usr/bin/env", ["python3", "-c", "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute('pragma user_version=99'); d.commit()", database])
        #expect(marked.status == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: database))
        for command in [["status"], ["sync"], ["record"], ["session", "list"], ["gc"], ["rebuild"]] {
            let outcome = try scratch.program.run(command)
            #expect(outcome.status == 78 && outcome.errors.contains("update Sheaf"), "\(command): \(outcome.status) \(outcome.errors)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == before)
    }
}
