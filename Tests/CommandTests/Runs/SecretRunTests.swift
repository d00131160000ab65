import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

@testable import sheaf

/// Nothing that looks like a secret leaves the machine, and nothing that is one is shown.
@Suite struct SecretRunTests {
    private static let session = "ada-20261121-0900"
    /// Made up, and put together here so that no scanner of this repository takes them for real ones.
    private static let token = "gh" + "p_" + "Zk3vQ9xT7mB2nL5cR8wY1dF4gH6jS0aP9eUi"
    private static let value = "q7Xw2Lm9Rt4Kz8Vb3Nc6"

    private let scratch: Scratch
    private let remote: String

    init() throws {
        scratch = try Scratch(environment: ["DEPLOY_TOKEN": Self.value])
        remote = scratch.directory.file("team.git")
        _ = try FixtureRepository(at: remote, options: ["--bare"])
        try scratch.repository.git("remote", "add", "origin", remote)
        try scratch.repository.commit("wip: login", files: ["a": "1"], time: FixtureGit.epoch)
        try scratch.run("record")
    }

    /// In every spelling in which somebody could read it.
    private static func spellings(_ secret: String) -> [String] {
        let data = Data(secret.utf8)
        let hex = data.map { String(format: "%02x", $0) }.joined()
        return [secret, hex, hex.uppercased(), data.base64EncodedString(), String(secret.prefix(8)), String(secret.suffix(8)), String(secret.dropFirst(5).prefix(8))]
    }

    private func holds(_ text: String, _ secret: String) -> Bool {
        Self.spellings(secret).contains { text.localizedStandardContains($0) }
    }

    /// Every object of a repository, with the bytes of each.
    private func objects(of repository: String) throws -> String {
        let outcome = try FixtureGit.attempt(["cat-file", "--batch-all-objects", "--batch"], in: repository)
        #expect(outcome.exit == .exited(0))
        return String(decoding: outcome.output, as: UTF8.self)
    }

    private func facts(titled title: String, after known: [ReceivedLine]) throws -> [ReceivedLine] {
        var peer = try Peer(5)
        let record = RecordKey(.session, try #require(known.first { $0.path.kind == .session }).line.record)
        _ = try peer.say(.titled(title), about: record, minutes: 3, after: known.filter { $0.line.record == record.id }.map(\.line), isHuman: true)
        _ = try peer.say(.kept, about: record, minutes: 4, isHuman: true)
        return peer.arrived
    }

    // MARK: At the write

    @Test(arguments: ["plain", "hex", "base64", "fragment", "token", "address", "random"])
    func refusesATextThatLooksLikeASecretWithoutRepeatingIt(kind: String) throws {
        let data = Data(Self.value.utf8)
        let secret = switch kind {
        case "plain": Self.value
        case "hex": data.map { String(format: "%02x", $0) }.joined()
        case "base64": data.base64EncodedString()
        case "fragment": String(Self.value.dropFirst(3).prefix(10))
        case "token": Self.token
        case "address": "https://ada:hunter22@example.com/x"
        default: "pW9sK2vXz7Qd4Lr8Tn1Jb6Hm3Gf5Yc0AeUiO"
        }
        let count = try scratch.ownLines().count
        for arguments in [["session", "title", Self.session, "use \(secret)"], ["session", "note", Self.session, "\(secret)\n"], ["session", "start", "--title", secret]] {
            let outcome = try scratch.program.run(arguments)
            #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains("looks as if it held"))
            #expect(!(outcome.output + outcome.errors).contains(secret.dropFirst(10).prefix(8)), "\(outcome.errors)")
        }
        #expect(try scratch.ownLines().count == count, "nothing was written")
    }

    @Test func saysWhereItIs() throws {
        let outcome = try scratch.run("session", "title", Self.session, "grüße \(Self.token)", status: 65)
        #expect(outcome.errors.contains("the title looks as if it held a token of GitHub (characters 7 to 46)"))
        #expect(outcome.errors.contains("--allow-secret"))
    }

    @Test func sharesWhatAPersonInsistsOn() throws {
        try scratch.run("session", "title", Self.session, Self.token, "--allow-secret")
        try scratch.run("shared")
        try scratch.run("sync")
        #expect(try objects(of: remote).contains(Self.token))
    }

    @Test func aValueThatSettlesAConflictIsLookedAtToo() throws {
        try scratch.receive(try Scene().lines)
        let items = try scratch.json(["conflicts"], schema: "conflicts-list").document["conflicts"] as? [[String: Any]] ?? []
        let item = try #require(items.first { $0["field"] as? String == "title" }?["id"] as? String)
        try scratch.run("conflicts", "resolve", item, "--value", Self.token, status: 65)
        try scratch.run("conflicts", "resolve", item, "--value", Self.token, "--allow-secret")
    }

    // MARK: At the push

    /// Written by an older version, in another environment, or restored: it stays, and everything else goes out.
    @Test(arguments: [token, value, "see https://x:\(value)@host/"])
    func holdsBackWhatIsPendingAndSendsTheRest(title: String) throws {
        let known = try scratch.ownLines()
        let arrived = try facts(titled: title, after: known)
        try scratch.receive(arrived, from: .local)
        let status = try scratch.run("status", "--check", status: 2)
        #expect(status.output.contains("1 fact that may hold a secret"))
        let shared = try scratch.run("shared", status: 2)
        #expect(!holds(shared.output + shared.errors, title))
        #expect(try scratch.json(["shared"], schema: "shared").document["held_back"] != nil)
        let synced = try scratch.run("sync", status: 2)
        #expect(synced.errors.contains("1 fact not sent"))
        #expect(try !holds(objects(of: remote), title))
        #expect(try objects(of: remote).contains(String(decoding: arrived[1].line.bytes, as: UTF8.self)))
        for line in known { #expect(try objects(of: remote).contains(String(decoding: line.line.bytes, as: UTF8.self))) }
        let sidecar = "\(scratch.repository.gitDirectory)/sheaf/state.git"
        let tree = try FixtureGit.run(["ls-tree", "-r", "refs/sheaf/state"], in: sidecar)
        #expect(try FixtureGit.run(["ls-tree", "-r", "refs/sheaf/state"], in: remote) == tree)
        let findings = try scratch.json(["doctor"], schema: "doctor").document["findings"] as? [[String: Any]] ?? []
        #expect(findings.first { $0["check"] as? String == "secrets" }?["status"] as? String == "problem")
        // Nothing changes as long as nobody decides.
        try scratch.run("sync", status: 2)
        #expect(try !holds(objects(of: remote), title))
        try scratch.run("verify")
        try scratch.run("shared", "--keep-back", arrived[0].line.hash.hex)
        #expect(try scratch.run("status", "--check").status == 0)
        try scratch.run("sync")
        #expect(try !holds(objects(of: remote), title))
        try scratch.run("shared", "--allow-secret", String(arrived[0].line.hash.hex.prefix(12)))
        try scratch.run("sync")
        #expect(try objects(of: remote).contains(String(decoding: arrived[0].line.bytes, as: UTF8.self)))
    }

    /// The local tree had it before anybody could know: it is written anew, and the old commits are nobody's parents.
    @Test func whatTheLocalTreeHeldAlreadyIsNotPushed() throws {
        try scratch.receive(try facts(titled: Self.value, after: scratch.ownLines()), from: .local)
        var before = scratch.program
        before.environment["DEPLOY_TOKEN"] = nil
        #expect(try before.run("sync", "--offline").status == 0)
        let sidecar = "\(scratch.repository.gitDirectory)/sheaf/state.git"
        #expect(try objects(of: sidecar).contains(Self.value))
        try scratch.run("sync", status: 2)
        #expect(try !holds(objects(of: remote), Self.value))
        #expect(try FixtureGit.run(["rev-parse", "refs/sheaf/state"], in: remote) == FixtureGit.run(["rev-parse", "refs/sheaf/state"], in: sidecar))
        // What was found once stays, whatever the environment holds.
        #expect(try before.run("sync").status == 2)
        #expect(try !holds(objects(of: remote), Self.value))
    }

    /// Somebody has pushed it by hand: there is nothing to hold back any more.
    @Test func whatTheRemoteHasIsNotHeldBack() throws {
        let arrived = try facts(titled: Self.value, after: scratch.ownLines())
        try scratch.receive(arrived, from: .local)
        var before = scratch.program
        before.environment["DEPLOY_TOKEN"] = nil
        #expect(try before.run("sync", "--offline").status == 0)
        try FixtureGit.run(["push", "-q", remote, "refs/sheaf/state"], in: "\(scratch.repository.gitDirectory)/sheaf/state.git")
        _ = try scratch.program.run("sync")
        try scratch.run("status", "--check")
        try scratch.run("sync")
        try scratch.run("shared")
    }

    /// What an address carries goes to git and nowhere else: not into the database, not into the state.
    @Test func theCredentialOfAnAddressIsStoredNowhere() throws {
        try scratch.repository.git("remote", "set-url", "origin", "https://ada:\(Self.token)@127.0.0.1:1/x.git")
        for arguments in [["enable", "--share"], ["sync"], ["sync", "--offline"], ["status"], ["shared"]] { _ = try scratch.program.run(arguments) }
        let sheaf = "\(scratch.repository.gitDirectory)/sheaf"
        for name in try FileManager.default.contentsOfDirectory(atPath: sheaf) where name.hasPrefix("sheaf.db") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(sheaf)/\(name)"))
            #expect(bytes.range(of: Data(Self.token.utf8)) == nil, "\(name)")
        }
        #expect(try !objects(of: "\(sheaf)/state.git").contains(Self.token))
    }

    // MARK: In what is shown

    private static let commands = [
        ["status", "--verbose"], ["status", "--json"], ["shared"], ["shared", "--json"], ["shared", "--lines"], ["log", "--verbose"], ["log", "--json"],
        ["doctor"], ["doctor", "--json"], ["config", "--show-origin"], ["config", "--json"], ["session", "list"], ["session", "list", "--json"],
        ["session", "show", session], ["session", "show", session, "--json"], ["explain", session], ["explain", "HEAD"], ["explain", "HEAD", "--json"],
        ["record", "HEAD"], ["record", "--json"], ["import", "history", "--all"], ["conflicts", "--all"], ["conflicts", "--all", "--json"],
        ["replicas"], ["replicas", "--json"], ["verify"], ["session", "sweep", "--dry-run"], ["sync"], ["sync", "--json"], ["sync", "--offline"],
        ["enable"], ["enable", "--dry-run", "--share"], ["sync", "--remote", value], ["session", "show", value], ["explain", value], ["conflicts", "show", value],
        ["replicas", "trust", value], ["replicas", "import", value], ["session", "list", "--author", value], ["-C", value, "status"], [value], ["status", "--\(value)"],
        ["session", "list", "--at", value], ["undo", value], ["help", value], ["rebuild", "--archive", value],
    ]

    /// In a branch, a commit, a remote's address and its answer, a setting, an argument: no command repeats it.
    @Test func noCommandShowsACanary() throws {
        let repository = scratch.repository
        try repository.git("checkout", "-q", "-b", "work/\(Self.value)")
        try repository.commit("wip: \(Self.value)\n\nSession-ID: \(Self.value)", files: ["f\(Self.value)": "1"], time: FixtureGit.epoch + 60, author: "\(Self.value) <\(Self.value)@example.com>")
        try repository.git("remote", "set-url", "origin", "https://ada:\(Self.value)@127.0.0.1:1/x.git")
        try repository.git("config", "sheaf.sessions.timeoutMinutes", "\(Self.value)")
        try scratch.receive(try facts(titled: Self.value, after: scratch.ownLines()), from: .local)
        for arguments in Self.commands {
            let outcome = try scratch.program.run(arguments)
            #expect(!holds(outcome.output + outcome.errors, Self.value), "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.status != 70, "\(arguments): \(outcome.errors)")
        }
        try repository.git("config", "--unset", "sheaf.sessions.timeoutMinutes")
        for arguments in Self.commands {
            let outcome = try scratch.program.run(arguments)
            #expect(!holds(outcome.output + outcome.errors, Self.value), "\(arguments): \(outcome.output)\(outcome.errors)")
        }
    }
}
