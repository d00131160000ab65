import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

@testable import sheaf

/// `shared`, `log`, `undo` and `verify`.
@Suite struct SharingRunTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test func printsExactlyTheLinesOfTheNextPush() throws {
        try scratch.receive(try Scene(text: "Grüße ✓").lines, from: .local)
        let lines = try scratch.ownLines().map { String(decoding: $0.line.bytes, as: UTF8.self) }
        let printed = try scratch.run("shared", "--lines").output.split(separator: "\n").map(String.init)
        #expect(printed == lines)
        let (_, document) = try scratch.json(["shared"], schema: "shared")
        #expect((document["facts"] as? [Any])?.count == lines.count)
        #expect(document["consented"] as? Bool == false)
        let words = try scratch.run("shared")
        #expect(words.output.contains("texts that people wrote"))
        #expect(words.errors.contains("There is no remote"))
    }

    @Test func namesTheRemoteWithoutCredentials() throws {
        try scratch.repository.git("remote", "add", "origin", "https://token:secret@example.com/x.git")
        let outcome = try scratch.run("shared")
        #expect(outcome.output.contains("origin (https://example.com/x.git)"))
        #expect(!(outcome.output + outcome.errors).contains("secret"))
        #expect(outcome.errors.contains("before somebody types `sheaf sync`"))
        let (_, document) = try scratch.json(["shared"], schema: "shared")
        #expect(document["url"] as? String == "https://example.com/x.git")
    }

    @Test func sharesNothingOnceItIsSent() throws {
        try scratch.receive(try Scene().lines, from: .remote)
        let own = try scratch.ownLines().count
        let (_, document) = try scratch.json(["shared"], schema: "shared")
        #expect((document["facts"] as? [Any])?.count == own)
    }

    @Test func anotherURLIsToldWhatItLacksAndNotOnlyWhatIsNew() throws {
        let (team, fork) = (scratch.directory.file("team.git"), scratch.directory.file("fork.git"))
        for path in [team, fork] { try scratch.repository.git("init", "-q", "--bare", path) }
        try scratch.repository.git("remote", "add", "origin", team)
        try scratch.run("session", "start")
        func sync() throws -> Int {
            let told = try lines().count
            let status = try scratch.json(["status"], schema: "status").document
            #expect((status["facts"] as? [String: Any])?["pending"] as? Int == told)
            try scratch.run("sync")
            #expect(try lines() == [])
            return told
        }
        #expect(try sync() == 2)
        try scratch.repository.git("remote", "set-url", "origin", fork)
        #expect(try scratch.json(["status"], schema: "status").document["in_sync"] as? Bool == false)
        #expect(try sync() == 2, "the fork has nothing yet")
        try scratch.run("session", "note", scratch.run("session", "start").output.trimmingCharacters(in: .newlines), "x")
        #expect(try sync() == 2)
        try scratch.repository.git("remote", "set-url", "origin", team)
        try scratch.run("session", "keep-open")
        #expect(try sync() == 3, "what the fork was told meanwhile, and what is new")
    }

    private func lines() throws -> [Substring] { try scratch.run("shared", "--lines").output.split(separator: "\n") }

    @Test func logsWhatWasDoneAndRefusesWhatCannotBeTakenBack() throws {
        #expect(try scratch.run("log").output == "")
        try scratch.receive(try Scene().lines)
        let items = try scratch.json(["conflicts", "list"], schema: "conflicts-list").document["conflicts"] as? [[String: Any]]
        let id = try #require(items?.first?["id"] as? String)
        try scratch.run("conflicts", "resolve", id)
        let (_, document) = try scratch.json(["log"], schema: "log")
        let operations = try #require(document["operations"] as? [[String: Any]])
        #expect(operations.count == 1)
        #expect(operations[0]["facts"] as? Int == 1)
        #expect(operations[0]["undone_by"] is NSNull)
        let number = try #require(operations[0]["number"] as? Int)
        #expect(try scratch.run("undo", "\(number)", status: 1).errors.contains("cannot be taken back"))
        #expect(try scratch.run("undo", "999", status: 1).errors.contains("there is no operation 999"))
        try scratch.run("undo", "x", status: 64)
        try scratch.run("log", "--limit", "0", status: 64)
        #expect(try scratch.run("log", "--verbose").output.contains("1 conflict acknowledged"))
    }

    @Test func verifiesFactsViewsAndTheSidecar() throws {
        try scratch.receive(try Scene().lines, from: .local)
        #expect(try scratch.run("verify", "--signatures").output.contains("all is as it should be"))
        try scratch.run("sync", "--offline")
        try scratch.run("verify")
        let store = "\(scratch.repository.gitDirectory)/sheaf/sheaf.db"
        let spoil = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('UPDATE views SET idle_end = 5 WHERE idle_end > 5'); c.commit()"
        #expect(try scratch.program.run(executable: "/usr/bin/env", ["python3", "-c", spoil, store]).status == 0)
        let outcome = try scratch.program.run("verify")
        #expect(outcome.status == 65)
        #expect(outcome.output.contains("is not what its facts give"))
        try scratch.run("rebuild")
        try scratch.run("verify")
    }
}
