import Foundation
import TestSupport
import Testing

/// A policy file that cannot be used must not lock anybody out of what needs none.
@Suite struct BadPolicyTests {
    private let scratch: Scratch

    /// A session goes on, and then the default branch's policy turns bad.
    init() throws {
        scratch = try Scratch()
        let now = Int(Scene.start.milliseconds / 1000)
        try scratch.repository.commit("wip: one", time: now - 60)
        try scratch.run("record")
        try scratch.repository.commit(
            "wip: decide", files: [".sheaf/policy.yaml": "sessions: {timeout_minutes: 500}\n"], time: now - 30)
    }

    @Test func whatNeedsNoPolicyWorks() throws {
        for arguments in [
            ["session", "title", "HEAD~1", "Parser"], ["session", "note", "HEAD~1", "Seen"], ["session", "keep-open"],
            ["session", "list"], ["session", "show", "HEAD~1"], ["session", "sweep"], ["status"], ["shared"], ["log"], ["verify"],
            ["conflicts"], ["sync", "--offline"], ["doctor", "--findings-only"],
        ] {
            let outcome = try scratch.program.run(arguments)
            #expect([0, 2].contains(outcome.status), "\(arguments): \(outcome.errors)")
        }
    }

    @Test(arguments: ["complete", "abandon"])
    func aSessionEndsAndSaysWhatWasNotRecordedFirst(verb: String) throws {
        let outcome = try scratch.run("session", verb)
        #expect(outcome.errors.contains("sessions.timeout_minutes: \"500\" is not allowed"))
        #expect(outcome.errors.contains("nothing was recorded before the end"))
        let sessions = try scratch.json(["session", "list"], schema: "session-list").document["sessions"] as? [[String: Any]]
        #expect(sessions?.map { $0["commit_count"] as? Int } == [1])
        try scratch.run("session", "reopen", "HEAD~1")
        try scratch.run("session", "remove", "HEAD~1")
    }

    @Test func whatWouldShapeSharedFactsIsRefusedWithThePlace() throws {
        for arguments in [["record"], ["import", "history"], ["session", "start"], ["explain", "HEAD"], ["config"]] {
            let outcome = try scratch.program.run(arguments)
            #expect(outcome.status == 78, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(".sheaf/policy.yaml:1:"), "\(arguments): \(outcome.errors)")
        }
    }
}
