import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

@testable import sheaf

@Suite struct RecordingRunTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    /// Automatic commits a minute apart, in bursts of ten with an hour between them.
    private func makeHistory(_ count: Int) throws -> [String] {
        let stream = (0..<count).map { number -> String in
            let time = FixtureGit.epoch + (number + number / 10 * 60) * 60
            let message = "wip: step \(number)"
            return """
                commit refs/heads/main
                committer Ada <ada@example.com> \(time) +0000
                data \(message.utf8.count)
                \(message)
                M 100644 inline file\(number % 16)
                data \(message.utf8.count)
                \(message)

                """
        }.joined()
        try scratch.repository.git("fast-import", "--quiet", input: stream)
        try scratch.repository.git("checkout", "-q", "-f", "main")
        return try scratch.repository.git("rev-list", "--reverse", "main").split(separator: "\n").map(String.init)
    }

    private func memberCount() throws -> Int {
        let document = try scratch.json(["session", "list"], schema: "session-list").document
        let sessions = try #require(document["sessions"] as? [[String: Any]])
        return sessions.reduce(0) { $0 + ($1["commit_count"] as? Int ?? 0) }
    }

    @Test func recordingSaysWhatItDid() throws {
        _ = try makeHistory(2)
        try scratch.repository.commit("Describe", files: ["a": "a"], time: FixtureGit.epoch + 300)
        let first = try scratch.json(["record", "HEAD", "HEAD~1"], schema: "record").document
        let outcomes = (first["commits"] as? [[String: Any]])?.compactMap { $0["outcome"] as? String }
        #expect(outcomes == ["recorded", "ordinary"])
        let text = try scratch.run("record", "HEAD~1", "HEAD~2", "HEAD")
        #expect(text.output.contains("is already in"))
        #expect(text.output.contains("recorded"))
        #expect(text.errors.contains("1 ordinary commit left alone"))
        #expect(try scratch.run("record", "nothing", status: 1).errors.contains("no commit is called \"nothing\""))
    }

    @Test func twentyProcessesThatRecordAtOnceLoseNothing() async throws {
        let commits = try makeHistory(200)
        let program = scratch.program
        let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
            for worker in 0..<20 {
                let own = commits[(worker * 10)..<(worker * 10 + 10)].joined(separator: " ")
                group.addTask {
                    let script = "for commit in \(own); do '\(SheafProgram.path)' record $commit >&2 || exit $?; done"
                    return try program.run(executable: "/bin/bash", ["-c", script]).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [Int32](repeating: 0, count: 20))
        #expect(try memberCount() == 200)
    }

    @Test func ctrlCStopsAnImportInGoodOrderAndTheSameCommandGoesOn() throws {
        let commits = try makeHistory(1200)
        // Waits, without a clock, until the first portion is durable; then what Ctrl-C sends, which only a job of its
        // own (set -m) does not ignore.
        let script = """
            set -m
            '\(SheafProgram.path)' import history --json & child=$!
            until [ "$('\(SheafProgram.path)' session list --json | grep -c commit_count)" -gt 0 ]; do :; done
            kill -INT $child; wait $child
            """
        let stopped = try scratch.program.run(executable: "/bin/bash", ["-c", script])
        #expect(stopped.status == 130)
        #expect(stopped.errors.contains("the same command goes on from there"))
        let partial = try memberCount()
        #expect(partial > 0 && partial < commits.count)
        let rest = try scratch.json(["import", "history"], schema: "import-history").document
        #expect(rest["resumed"] as? Bool == true)
        #expect(rest["recorded"] as? Int == commits.count - partial)
        #expect(try memberCount() == commits.count)
    }

    @Test func aBadPolicyEndsWith78AndNothingIsRecorded() throws {
        try scratch.repository.commit(
            "Decide", files: [".sheaf/policy.yaml": "sessions: {timeout_minutes: 500}\n"], time: FixtureGit.epoch)
        try scratch.repository.commit("wip: step", files: ["a": "a"], time: FixtureGit.epoch + 60)
        for arguments in [["record"], ["record", "HEAD"], ["import", "history"], ["explain", "HEAD"], ["session", "start"]] {
            let outcome = try scratch.program.run(arguments)
            #expect(outcome.status == 78, "\(arguments) \(outcome.errors)")
            #expect(outcome.errors.contains(".sheaf/policy.yaml:1:29: sessions.timeout_minutes"), "\(outcome.errors)")
        }
        #expect(try memberCount() == 0)
    }

    @Test func commitsAndSessionsAreExplained() throws {
        _ = try makeHistory(3)
        try scratch.run("import", "history")
        let commit = try scratch.json(["explain", "HEAD"], schema: "explain-commit").document
        #expect(commit["automatic"] as? Bool == true)
        let session = try #require(commit["session"] as? String)
        let all = try scratch.json(["explain", session], schema: "explain-session").document
        #expect((all["fields"] as? [[String: Any]])?.count ?? 0 > 10)
        #expect(try scratch.run("explain", session, "end").output.contains("rule 2 end, default"))
        let wrong = try scratch.run("explain", session, "colour", status: 64)
        #expect(wrong.errors.contains("a session has no field \"colour\"; it has opened_at, author"))
        let marked = try scratch.json(["explain", "--mark", "manual", "HEAD"], schema: "correction").document
        #expect((marked["detection"] as? [String: Any])?["false_positives"] as? Int == 1)
        #expect(try scratch.json(["explain", "HEAD"], schema: "explain-commit").document["session"] is NSNull)
        try scratch.run("explain", "--mark", "manual", "HEAD", "title", status: 64)
    }
}
