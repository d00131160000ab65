import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

/// What looks like a secret is judged for each remote by itself: what one may have, another may not.
@Suite struct SecretRemoteTests {
    private static let session = "ada-20261121-0900"
    private static let token = "gh" + "p_" + "Zk3vQ9xT7mB2nL5cR8wY1dF4gH6jS0aP9eUi"

    private let scratch: Scratch
    private let (team, elsewhere): (String, String)

    init() throws {
        scratch = try Scratch()
        (team, elsewhere) = (scratch.directory.file("team.git"), scratch.directory.file("elsewhere.git"))
        for path in [team, elsewhere] { _ = try FixtureRepository(at: path, options: ["--bare"]) }
        try scratch.repository.git("remote", "add", "origin", team)
        try scratch.repository.commit("wip: login", files: ["a": "1"], time: FixtureGit.epoch)
        try scratch.run("record")
    }

    /// Every object that a repository has, reachable or not.
    private func holds(_ repository: String, _ text: String) throws -> Bool {
        let outcome = try FixtureGit.attempt(["cat-file", "--batch-all-objects", "--batch"], in: repository)
        return String(decoding: outcome.output, as: UTF8.self).contains(text)
    }

    private func lines(of repository: String) throws -> Set<String> {
        Set(try FixtureGit.run(["grep", "-h", "", "refs/sheaf/state"], in: repository).split(separator: "\n").map(String.init))
    }

    private func heldBack() throws -> [String] {
        let items = try scratch.json(["shared"], schema: "shared").document["held_back"] as? [[String: Any]] ?? []
        return items.compactMap { $0["hash"] as? String }
    }

    private func allow() throws -> String {
        try scratch.run("session", "title", Self.session, Self.token, "--allow-secret")
        try scratch.run("sync")
        #expect(try holds(team, Self.token))
        let held = try Store(StoreDirectory(path: "\(scratch.repository.gitDirectory)/sheaf")).read { try $0.facts(after: 0, limit: .max) }
        return try #require(held.first { String(decoding: $0.line.bytes, as: UTF8.self).contains(Self.token) }).line.hash.hex
    }

    @Test(arguments: ["set-url", "add"])
    func whatOneRemoteWasAllowedAnotherIsNot(way: String) throws {
        let hash = try allow()
        try scratch.repository.git("remote", way, way == "add" ? "public" : "origin", elsewhere)
        let to = way == "add" ? ["--remote", "public"] : []
        if way == "set-url" { #expect(try heldBack() == [hash], "told before anything is sent") }
        let synced = try scratch.program.run(["sync"] + to)
        #expect(synced.status == 2 && synced.errors.contains("1 fact not sent"), "\(synced.errors)")
        #expect(try !holds(elsewhere, Self.token))
        #expect(try lines(of: elsewhere) == lines(of: team).filter { !$0.contains(Self.token) }, "and everything else is there")
        try scratch.run("verify")
    }

    @Test func whatIsDecidedForEachStaysSoHoweverOftenTheyTakeTurns() throws {
        let hash = try allow()
        try scratch.repository.git("remote", "add", "public", elsewhere)
        for round in 0..<3 {
            #expect(try scratch.program.run("sync", "--remote", "public").status == (round == 0 ? 2 : 0), "round \(round)")
            if round == 0 {
                try scratch.repository.git("config", "sheaf.sync.remote", "public")
                try scratch.run("shared", "--keep-back", hash)
                try scratch.repository.git("config", "--unset", "sheaf.sync.remote")
            }
            try scratch.run("session", "note", Self.session, "round \(round)")
            #expect(try scratch.program.run("sync").status == 0)
            #expect(try lines(of: team).contains { $0.contains("round \(round)") })
            try scratch.run("verify")
        }
        #expect(try holds(team, Self.token) && !holds(elsewhere, Self.token))
        try scratch.repository.git("config", "sheaf.sync.remote", "public")
        try scratch.run("shared", "--allow-secret", hash)
        try scratch.run("sync")
        #expect(try lines(of: elsewhere) == lines(of: team))
    }

    @Test func whatOthersSentToTheOneIsLookedAtBeforeTheOtherGetsIt() throws {
        var peer = try Peer(5)
        let known = try scratch.ownLines()
        let record = RecordKey(.session, try #require(known.first { $0.path.kind == .session }).line.record)
        try scratch.run("sync")
        _ = try peer.say(.titled(Self.token), about: record, minutes: 3, isHuman: true)
        let other = try Scratch()
        try other.repository.git("remote", "add", "origin", team)
        try other.receive(peer.arrived, from: .local)
        try other.run("sync", status: 2)
        try other.run("shared", "--allow-secret", String(peer.arrived[0].line.hash.hex))
        try other.run("sync")
        try scratch.run("sync")
        #expect(try holds(team, Self.token))
        try scratch.repository.git("remote", "set-url", "origin", elsewhere)
        try scratch.run("sync", status: 2)
        #expect(try !holds(elsewhere, Self.token))
        #expect(try heldBack() == [peer.arrived[0].line.hash.hex])
    }

    @Test func whatHasBecomeASecretSinceIsHeldBackFromANewRemote() throws {
        let value = "q7Xw2Lm9Rt4Kz8Vb3Nc6"
        try scratch.run("session", "title", Self.session, "Deploy \(value)", "--allow-secret")
        try scratch.run("sync")
        var program = scratch.program
        program.environment["DEPLOY_TOKEN"] = value
        #expect(try program.run("sync").status == 0, "the remote has it")
        try scratch.repository.git("remote", "set-url", "origin", elsewhere)
        #expect(try program.run("sync").status == 2)
        #expect(try !holds(elsewhere, value))
    }

    /// A push by hand sends what the sidecar's ref names, with its history.
    @Test func theHistoryOfTheOneIsNoParentOfWhatTheOtherGets() throws {
        _ = try allow()
        try scratch.repository.git("remote", "set-url", "origin", elsewhere)
        try scratch.run("sync", "--offline", status: 2)
        let sidecar = "\(scratch.repository.gitDirectory)/sheaf/state.git"
        try FixtureGit.run(["push", "-q", elsewhere, "refs/sheaf/state"], in: sidecar)
        #expect(try !holds(elsewhere, Self.token))
        #expect(try !lines(of: elsewhere).isEmpty)
    }

    /// Someone who decided before there was a remote decided for the first.
    @Test func whatWasAllowedBeforeThereWasARemoteGoesToTheFirst() throws {
        let other = try Scratch()
        try other.run("session", "start", "--title", Self.token, "--allow-secret")
        try other.run("sync", "--offline")
        try other.repository.git("remote", "add", "origin", team)
        try other.run("sync")
        #expect(try holds(team, Self.token))
    }
}
