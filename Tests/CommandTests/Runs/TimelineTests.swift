import Foundation
import TestSupport
import Testing

@testable import sheaf

/// A real team's history of agent-made commits, held against a check that imports nothing of Sheaf.
@Suite struct TimelineTests {
    private let timeline: Timeline
    private var scratch: Scratch { timeline.scratch }

    init() throws {
        timeline = try Timeline()
    }

    private func sessions() throws -> [[String: Any]] {
        let document = try scratch.json(["session", "list"], schema: "session-list").document
        return try #require(document["sessions"] as? [[String: Any]])
    }

    /// Writes what `session list` and `session show` say into files and runs the independent check on them.
    private func check(_ options: String...) throws -> SheafProgram.Outcome {
        func save(_ arguments: [String], _ name: String) throws -> String {
            let path = scratch.directory.file(name)
            try Data(scratch.program.run(arguments + ["--json"]).output.utf8).write(to: URL(fileURLWithPath: path))
            return path
        }
        let ids = try sessions().compactMap { $0["id"] as? String }
        let list = try save(["session", "list"], "list.json")
        let shown = try ids.map { try save(["session", "show", $0], "\($0).json") }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Reference/check_sessions.py").path
        let python = ProcessInfo.processInfo.environment["SHEAF_TEST_PYTHON"] ?? "python3"
        return try scratch.program.run(
            executable: "/usr/bin/env",
            [python, script, "--repository", scratch.repository.path, "--list", list, "--show"] + shown + options)
    }

    @Test func exactlyTheAutomaticCommitsAreRecordedAndSessionsAreWhatTheCheckComputes() throws {
        let imported = try scratch.json(["import", "history", "--all"], schema: "import-history").document
        let subjects = timeline.rows.map(\.subject)
        #expect(imported["commits"] as? Int == subjects.count + 1)
        let members = try sessions().flatMap { session -> [String] in
            let id = try #require(session["id"] as? String)
            let document = try scratch.json(["session", "show", id], schema: "session-show").document
            let commits = (document["session"] as? [String: Any])?["commits"] as? [[String: Any]]
            return (commits ?? []).compactMap { $0["oid"] as? String }
        }
        let log = try scratch.repository.git("log", "--format=%H %s", "main").split(separator: "\n")
        let automatic = log.filter { $0.dropFirst(41).hasPrefix("Auto-PR: ") }.map { String($0.prefix(40)) }
        #expect(automatic.count == subjects.count { $0.hasPrefix("Auto-PR: ") })
        #expect(members.sorted() == automatic.sorted())
        let checked = try check()
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
        let shifted = try check("--shift", try #require(automatic.randomElement()))
        #expect(shifted.status == 1, "\(shifted.output)\(shifted.errors)")
    }

    @Test func importingTwiceChangesNothing() throws {
        try scratch.run("import", "history", "--all")
        let before = try scratch.ownLines()
        let again = try scratch.json(["import", "history", "--all"], schema: "import-history").document
        #expect(again["recorded"] as? Int == 0)
        #expect(again["already_members"] as? Int == again["automatic"] as? Int)
        #expect(try scratch.ownLines() == before)
    }
}
