import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

@testable import sheaf

/// `replicas`, and what revoking does to every view.
@Suite struct ReplicasRunTests {
    private let scratch: Scratch
    private let scene: Scene

    init() throws {
        scratch = try Scratch()
        scene = try Scene()
        try scratch.receive(scene.lines)
    }

    private static let views = [
        ["session", "list"], ["session", "list", "--json"], ["session", "show", "ada-20261121-0900", "--json"], ["session", "show", "ada-20261121-0900"],
        ["conflicts", "--all"], ["conflicts", "--all", "--json"], ["explain", "ada-20261121-0900"], ["explain", "ada-20261121-0900", "--json"],
        ["status", "--verbose"], ["status", "--json"],
    ]

    private func outputs() throws -> [String] { try Self.views.map { try scratch.program.run($0).output } }

    private func dump() throws -> [UInt8] {
        try Store(StoreDirectory(path: "\(scratch.repository.gitDirectory)/sheaf")).read { try $0.dump() }
    }

    private func short(_ peer: Peer) -> String { String(peer.key.replica.hex.prefix(8)) }

    private func entries() throws -> [String: [String: Any]] {
        let list = try scratch.json(["replicas"], schema: "replicas").document["replicas"] as? [[String: Any]] ?? []
        return Dictionary(list.compactMap { entry in (entry["id"] as? String).map { ($0, entry) } }) { first, _ in first }
    }

    @Test func listsWhoeverWroteAndWhatIsKnownOfThem() throws {
        let all = try entries()
        let ada = try #require(all[scene.ada.key.replica.hex])
        #expect(ada["name"] as? String == "Adas laptop")
        #expect(ada["trust"] as? String == "known")
        #expect(ada["own"] as? Bool == false)
        #expect(ada["facts"] as? Int == Set(scene.ada.arrived.map(\.line.hash)).count)
        #expect(ada["first_fact_at"] as? String == "2026-11-21T09:00:00.000Z")
        #expect(all.values.count { $0["own"] as? Bool == true && $0["trust"] as? String == "trusted" } == 1)
        let text = try scratch.run("replicas", "list", "--verbose").output
        for peer in [scene.ada, scene.ben, scene.cleo] {
            #expect(text.contains(short(peer)))
            #expect(text.contains(peer.key.replica.sshKey))
        }
    }

    /// What one clone decides is no fact and no input of the fold, and shows nowhere while nothing is revoked.
    @Test func trustingChangesNoViewAndNothingEntersTheFold() throws {
        let (before, folded) = (try outputs(), try dump())
        try scratch.run("replicas", "trust", short(scene.ben))
        #expect(try outputs() == before)
        try scratch.run("replicas", "revoke", "ben-desk", short(scene.cleo), "--reason", "laptop stolen")
        let revoked = try outputs()
        #expect(revoked != before)
        #expect(try dump() == folded)
        #expect(try scratch.run("verify").status == 0)
        try scratch.run("replicas", "trust", "ben-desk", short(scene.cleo), "--again")
        #expect(try outputs() == before)
        #expect(try dump() == folded)
    }

    @Test func marksWhatARevokedReplicaWrote() throws {
        try scratch.run("replicas", "revoke", "ben-desk")
        #expect(try scratch.run("session", "show", "ada-20261121-0900").output.contains("(revoked replica)"))
        #expect(try scratch.program.run("explain", "ada-20261121-0900").output.contains("(revoked replica)"))
        #expect(try scratch.program.run("conflicts", "--all").output.contains("(revoked replica)"))
        #expect(try scratch.program.run("status", "--verbose").output.contains("(revoked replica)"))
        #expect(try scratch.run("session", "list").output.contains("[partly by a revoked replica]"))
        let session = try scratch.json(["session", "show", "ada-20261121-0900"], schema: "session-show").document["session"] as? [String: Any]
        let facts = session?["facts"] as? [[String: Any]] ?? []
        #expect(facts.allSatisfy { ($0["revoked"] as? Bool ?? false) == ($0["replica"] as? String == scene.ben.key.replica.hex) })
        #expect(facts.contains { $0["revoked"] as? Bool == true })
        _ = try scratch.json(["status"], schema: "status")
        _ = try scratch.json(["explain", "ada-20261121-0900"], schema: "explain-session")
        _ = try scratch.json(["conflicts", "--all"], schema: "conflicts-list")
    }

    /// A flood of sessions by somebody who was let in is gone from every list, and the lists say so.
    @Test func leavesOutSessionsThatOnlyRevokedReplicasWrote() throws {
        let before = try scratch.run("session", "list").output
        let counts = try scratch.json(["status"], schema: "status").document["sessions"] as? [String: Int]
        var mallory = try Peer(9)
        for number in 0..<5 {
            let record = Scene.session(try #require(AuthorSlug("mallory")), first: 700 + number, minutes: Int64(number))
            let opened = try mallory.say(
                .opened(.init(author: try #require(AuthorSlug("mallory")), timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true, worktree: nil)),
                about: record, minutes: 0)
            _ = try mallory.say(.titled("Buy now"), about: record, minutes: 1, after: [opened], isHuman: true)
        }
        try scratch.receive(mallory.arrived)
        #expect(try scratch.run("session", "list").output.contains("Buy now"))
        try scratch.run("replicas", "revoke", short(mallory))
        let listed = try scratch.run("session", "list")
        #expect(listed.output == before)
        #expect(listed.errors.contains("5 sessions by revoked replicas left out; --untrusted shows all."))
        #expect(try scratch.run("session", "list", "--untrusted").output.contains("[by a revoked replica] Buy now"))
        let document = try scratch.json(["session", "list"], schema: "session-list").document
        #expect(document["untrusted_left_out"] as? Int == 5)
        #expect(try scratch.json(["status"], schema: "status").document["sessions"] as? [String: Int] == counts)
        #expect(try scratch.run("status").output.contains("revoked     1 replica; 5 sessions"))
        let shown = try scratch.run("session", "show", "mallory-20261121-0900")
        #expect(shown.errors.contains("every fact about it was written by replicas that were revoked here"))
    }

    @Test func aSweepLeavesThemOutToo() throws {
        let late = ["--at", "2026-11-23T00:00:00Z"]
        let before = try scratch.json(["session", "sweep", "--dry-run"] + late, schema: "session-sweep").document
        #expect(before["untrusted_left_out"] == nil)
        var mallory = try Peer(9)
        let slug = try #require(AuthorSlug("mallory"))
        let record = Scene.session(slug, first: 700, minutes: 0)
        let opening = FactBody.Opening(author: slug, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true, worktree: nil)
        _ = try mallory.say(.opened(opening), about: record, minutes: 0)
        try scratch.receive(mallory.arrived)
        #expect(try scratch.run("session", "sweep", "--dry-run", "--at", late[1]).output.contains("mallory-20261121-0900"))
        try scratch.run("replicas", "revoke", short(mallory))
        let swept = try scratch.json(["session", "sweep", "--dry-run"] + late, schema: "session-sweep").document
        #expect(swept["untrusted_left_out"] as? Int == 1)
        #expect(NSArray(array: swept["sessions"] as? [Any] ?? []) == NSArray(array: before["sessions"] as? [Any] ?? []))
        let all = try scratch.run("session", "sweep", "--dry-run", "--untrusted", "--at", late[1])
        #expect(all.output.contains("mallory-20261121-0900") && all.output.contains("[by a revoked replica]\n"), "no title, and nothing behind the mark")
        let told = try scratch.run("session", "sweep", "--at", late[1])
        #expect(!told.output.contains("mallory") && told.errors.contains("1 session by revoked replicas left out; --untrusted shows all."))
    }

    /// Commands without SESSION mean the one that goes on here, which nobody who was shut out can put in its place.
    @Test func aSessionOfARevokedReplicaIsNotTheCurrentOne() throws {
        var mallory = try Peer(9)
        let ada = try #require(AuthorSlug("ada"))
        let record = Scene.session(ada, first: 701, minutes: 0)
        let opening = FactBody.Opening(author: ada, timeoutSeconds: 1800, warningSeconds: 900, orphanSeconds: 7200, isHeuristic: true, worktree: nil)
        _ = try mallory.say(.opened(opening), about: record, minutes: 0)
        let other = try Scratch()
        try other.receive(mallory.arrived)
        #expect(try other.run("session", "show").output.contains("ada-20261121-0900"))
        try other.run("replicas", "revoke", short(mallory))
        try other.run("session", "show", status: 1)
    }

    @Test func aNameThatFitsSeveralIsNeverGuessed() throws {
        var impostor = try Peer(8)
        _ = try impostor.say(.card(.init(name: "ben-desk", formats: [1], rules: [1])), about: RecordKey(.replica, impostor.key.replica.record), minutes: 0)
        try scratch.run("replicas", "trust", "ben-desk")
        try scratch.receive(impostor.arrived)
        let outcome = try scratch.run("replicas", "revoke", "ben-desk", status: 1)
        for peer in [scene.ben, impostor] { #expect(outcome.errors.contains(peer.key.replica.hex.prefix(16))) }
        #expect(try scratch.run("replicas", "trust", "nobody", status: 1).errors.contains("no replica is called"))
        #expect(try scratch.run("replicas", "trust", "be", status: 1).errors.contains("no replica is called"), "too short a beginning")
        #expect(try scratch.run("replicas", "trust", "ben-d", status: 1).errors.contains("may be"))
        #expect(try entries().values.count { $0["trust"] as? String == "revoked" } == 0)
        // A name is given here, and then means its bearer.
        try scratch.run("replicas", "trust", short(scene.ben), "--name", "Ben at work")
        #expect(try scratch.run("replicas", "revoke", "Ben at work").output.contains(short(scene.ben)))
        #expect(try scratch.run("replicas", "trust", "Ben at work", status: 77).errors.contains("was revoked here"))
    }

    /// The key behind a trusted name changed: nobody is trusted for it, and everybody is told.
    @Test func reportsACardThatTakesATrustedName() throws {
        try scratch.run("replicas", "trust", "ben-desk")
        #expect(try scratch.json(["doctor"], schema: "doctor").status == 2, "for the scene's other findings")
        var impostor = try Peer(8)
        _ = try impostor.say(.card(.init(name: "Ben Desk", formats: [1], rules: [1])), about: RecordKey(.replica, impostor.key.replica.record), minutes: 0)
        try scratch.receive(impostor.arrived)
        #expect(try scratch.run("replicas").errors.contains("calls itself like ben-desk"))
        #expect(try entries()[impostor.key.replica.hex]?["takes_name_of"] as? String == scene.ben.key.replica.hex)
        let findings = try scratch.json(["doctor"], schema: "doctor").document["findings"] as? [[String: Any]] ?? []
        #expect(findings.first { $0["check"] as? String == "replicas" }?["status"] as? String == "problem")
    }

    @Test func theReplicaThatWritesHereCannotBeRevoked() throws {
        let own = try #require(try entries().values.first { $0["own"] as? Bool == true }?["id"] as? String)
        #expect(try scratch.run("replicas", "revoke", own, status: 77).errors.contains("what this clone writes as"))
    }

    @Test func importsAFileOfSSH() throws {
        try scratch.run("replicas", "revoke", short(scene.cleo))
        let file = scratch.directory.file("allowed_signers")
        let text = """
            # team
            ada@example.com namespaces="sheaf",valid-before="20270101Z" \(scene.ada.key.replica.sshKey)
            ben@example.com ssh-rsa AAAAB3NzaC1yc2E= old
            cleo@example.com \(scene.cleo.key.replica.sshKey)
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let first = try scratch.json(["replicas", "import", file], schema: "replicas-import")
        let outcomes = (first.document["signers"] as? [[String: Any]] ?? []).compactMap { $0["outcome"] as? String }
        #expect(outcomes == ["pinned", "revoked"])
        #expect((first.document["skipped"] as? [Any])?.count == 1)
        let again = try scratch.run("replicas", "import", file)
        #expect(again.output.contains("unchanged"))
        #expect(again.errors.contains("line 3 left out: a key of type ssh-rsa"))
        let ada = try #require(try entries()[scene.ada.key.replica.hex])
        #expect(ada["trust"] as? String == "trusted")
        #expect(ada["name"] as? String == "ada@example.com")
        #expect((ada["decision"] as? [String: Any])?["valid_before"] as? String == "2027-01-01T00:00:00.000Z")
        try scratch.run("replicas", "import", "/nonexistent", status: 73)
        try scratch.run("replicas", "trust", "--name", "two", short(scene.ada), short(scene.ben), status: 64)
        #expect(try scratch.run("log").output.contains("replicas import: 1 pinned"))
    }
}
