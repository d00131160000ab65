import Foundation
import TestSupport
import Testing

@testable import sheaf

@Suite struct SessionRunTests {
    private let scratch: Scratch
    private let name = "ada-20261121-0900"

    init() throws {
        scratch = try Scratch(environment: ["SHEAF_DATE": "@\(FixtureGit.epoch + 60)"])
        try scratch.repository.commit("wip: step", files: ["a": "a"])
        try scratch.run("record")
    }

    private func state(at time: String = "2026-11-21 09:01") throws -> String {
        let document = try scratch.json(["session", "show", name, "--at", time], schema: "session-show").document
        return (document["session"] as? [String: Any])?["state"] as? String ?? ""
    }

    @Test func everyChangeNamesTheSessionAndItsUndo() throws {
        for arguments in [
            ["session", "title", name, "Login"], ["session", "note", name, "a note"], ["session", "keep-open"],
            ["session", "complete"], ["session", "reopen", name], ["session", "abandon", name],
        ] {
            let change = try scratch.json(arguments, schema: "session-change").document
            #expect((change["session"] as? [String: Any])?["display_id"] as? String == name, "\(arguments)")
            #expect(change["operation"] as? Int ?? 0 > 0)
        }
        #expect(try state() == "abandoned")
        let ended = try scratch.run("session", "complete", name, status: 1)
        #expect(ended.errors.contains("was abandoned at 2026-11-21T09:01:00"))
        let started = try scratch.run("session", "start", "--title", "Next")
        #expect(started.output.hasPrefix("ada-20261121-0901"))
    }

    @Test func theStateFollowsTheClockThatIsAskedFor() throws {
        let times = ["2026-11-21 09:01", "2026-11-21 09:20", "2026-11-21 09:31", "2026-11-21 11:31"]
        #expect(try times.map { try state(at: $0) } == ["open", "idle", "ended", "orphaned"])
        let sweep = try scratch.json(["session", "sweep", "--at", times[2]], schema: "session-sweep").document
        #expect((sweep["sessions"] as? [[String: Any]])?.map { $0["state"] as? String } == ["ended"])
        let again = try scratch.json(["session", "sweep", "--at", times[2]], schema: "session-sweep").document
        #expect((again["sessions"] as? [Any])?.count == 0)
        let dry = try scratch.json(["session", "sweep", "--dry-run", "--at", times[3]], schema: "session-sweep").document
        #expect((dry["sessions"] as? [[String: Any]])?.map { $0["previous_state"] as? String } == ["ended"])
        let last = try scratch.json(["session", "sweep", "--at", times[3]], schema: "session-sweep").document
        #expect((last["sessions"] as? [[String: Any]])?.map { $0["state"] as? String } == ["orphaned"])
    }

    @Test func commitsAreMovedAndRemoved() throws {
        try scratch.repository.commit("Ordinary", files: ["b": "b"], time: FixtureGit.epoch + 120)
        let moved = try scratch.json(["session", "move", "HEAD", "--to", name], schema: "session-members").document
        #expect((moved["sessions"] as? [[String: Any]])?.map { $0["commit_count"] as? Int } == [2])
        let removed = try scratch.json(["session", "remove", "HEAD"], schema: "session-members").document
        #expect((removed["sessions"] as? [[String: Any]])?.map { $0["commit_count"] as? Int } == [1])
        let missing = try scratch.run("session", "remove", "HEAD", status: 1)
        #expect(missing.errors.contains("is in no session"))
        try scratch.run("session", "move", "HEAD", status: 64)
    }

    @Test func namesThatFitNothingOrSeveralAreErrors() throws {
        #expect(try scratch.run("session", "show", "nope", status: 1).errors.contains("is called \"nope\""))
        try scratch.repository.commit("wip: later", files: ["b": "b"], time: FixtureGit.epoch + 7200)
        try scratch.run("record")
        let ambiguous = try scratch.run("session", "show", "ada", status: 1)
        #expect(ambiguous.errors.contains("\(name)-") && ambiguous.errors.contains("ada-20261121-1100-"))
        #expect(try scratch.run("session", "take", name, status: 1).errors.contains("is yours already"))
    }

    @Test func listsAreEqualBytesOnEveryReplica() throws {
        let other = try Scratch()
        try other.receive(try scratch.ownLines())
        let arguments = ["session", "list", "--json", "--at", "2026-11-21 09:10"]
        #expect(try other.program.run(arguments).output == scratch.program.run(arguments).output)
    }

    @Test func aTitleCannotSteerTheTerminal() throws {
        try scratch.run("session", "title", name, "a\u{1b}[2Jb\u{202e}c")
        for arguments in [["session", "list"], ["session", "show", name], ["explain", name]] {
            let shown = try scratch.program.run(arguments).output
            #expect(!shown.contains("\u{1b}") && !shown.contains("\u{202e}"), "\(arguments)")
            #expect(shown.contains("a^[[2Jb"))
        }
    }
}
