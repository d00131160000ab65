import Foundation
import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

/// What a peer with push rights may put into the state ref: it costs the peer's own lines and nobody else's.
@Suite struct HostileRemoteTests {
    /// A tree entry as `git mktree` reads it, below a folder of the state.
    struct Planting: Sendable, CustomTestStringConvertible {
        let path: [String]
        let mode: String
        let content: String
        let failure: StructuralFailure

        var testDescription: String { "\(mode) \(path.joined(separator: "/"))" }
    }

    static let plantings: [Planting] = [
        Planting(path: ["sessions", "2026-11", "21", "g"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["sessions", "2026-11", "31", "a"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["sessions", "1999-12", "31", "a"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["sessions", "a"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["replicas", "a"], mode: "100755", content: "x\n", failure: .badMode),
        Planting(path: ["replicas", "b"], mode: "120000", content: "/etc/passwd", failure: .badMode),
        Planting(path: ["\u{1b}[31mred"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["README.md"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["work", "con"], mode: "100644", content: "x\n", failure: .badPath),
        Planting(path: ["replicas", "c"], mode: "100644", content: "no line\n", failure: .badGrammar),
        Planting(path: ["replicas", "c"], mode: "100644", content: "\n", failure: .emptyLine),
        Planting(path: ["replicas", "c"], mode: "100644", content: "no line feed", failure: .missingLineFeed),
        Planting(
            path: ["replicas", "c"], mode: "100644", content: String(repeating: "a", count: 8192) + "\n",
            failure: .lineTooLong),
    ]

    @Test(arguments: plantings)
    func whatDoesNotPassTheStructuralCheckIsKeptAsideAndSweptAway(planting: Planting) async throws {
        let fleet = try Fleet(2, seed: 41)
        var generator = SeededGenerator(seed: 41)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.settle()
        let (tree, held) = (try fleet.members[0].tree(), try fleet.members[0].hashes())
        try plant(planting, in: fleet)
        try await fleet.settle()
        for member in fleet.members {
            #expect(try member.tree() == tree)
            #expect(try member.hashes() == held)
        }
        let first = try fleet.members[0].open().store.read { try $0.quarantine() }
        #expect(first.map(\.item.failure) == [planting.failure])
        let status = try fleet.members[0].open().status(at: Instant(milliseconds: 1_795_260_000_000))
        #expect(status.problems.map(\.code) == ["quarantine"])
    }

    @Test func linesOfAnyKindOfNonsenseCostOnlyThemselves() async throws {
        let fleet = try Fleet(2, seed: 42)
        var generator = SeededGenerator(seed: 42)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.settle()
        let held = try fleet.members[0].hashes()
        let path = try #require(
            try fleet.members[0].open().store.read { try $0.paths() }.first { $0.kind == .session })
        let shard = try FixtureGit.run(["cat-file", "blob", "refs/sheaf/state:\(path)"], in: fleet.remotePath)
        let parts = path.description.split(separator: "/").map(String.init)
        let spoilt = "garbage\n" + shard + "\n" + shard.replacing("{\"", with: "{ \"") + "\n\u{1b}]0;x\u{7}\n"
        try plant(Planting(path: parts, mode: "100644", content: spoilt, failure: .badGrammar), in: fleet)
        try await fleet.settle()
        for member in fleet.members { #expect(try member.hashes().isSuperset(of: held)) }
        #expect(try fleet.members[0].tree() == fleet.members[1].tree())
        #expect(try fleet.members[0].dump() == fleet.members[1].dump())
    }

    /// A blob over the limit is carried by its name: it is neither read nor dropped, and the rest goes on.
    @Test(.timeLimit(.minutes(20)))
    func aGigabyteIsCarriedUnread() async throws {
        let fleet = try Fleet(2, seed: 43)
        var generator = SeededGenerator(seed: 43)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.settle()
        let huge = try hugeBlob(in: fleet, mebibytes: 1024)
        try plant(["replicas", "f"], "100644 blob \(huge)", in: fleet)
        try fleet.members[1].open().writeSomething(using: &generator)
        let written = try fleet.members[1].hashes()
        try await fleet.settle()
        #expect(try fleet.members[0].hashes().isSuperset(of: written))
        #expect(try FixtureGit.run(["rev-parse", "refs/sheaf/state:replicas/f"], in: fleet.remotePath) == huge)
        let report = try await fleet.members[0].sync()
        #expect(report.outcome == .inSync(pushed: false))
    }

    /// What was there before, and what was written meanwhile, comes back as soon as the file can be read again.
    @Test(arguments: [false, true]) func aFileThatWasTooLargeCostsNoLine(isEmptied: Bool) async throws {
        let fleet = try Fleet(2, seed: 46)
        var generator = SeededGenerator(seed: 46)
        let (ada, ben) = (fleet.members[0], fleet.members[1])
        try ada.open().writeSomething(using: &generator)
        try await fleet.settle()
        let session = try #require(try ada.open().store.read { try $0.sessions() }.first)
        let path = try #require(ShardPath(kind: .session, record: session.id))
        let names = path.description.split(separator: "/").map(String.init)
        let shard = try FixtureGit.run(["cat-file", "blob", "refs/sheaf/state:\(path)"], in: fleet.remotePath)
        let huge = try hugeBlob(in: fleet, mebibytes: 65, beginning: shard + "\n")
        try plant(names, "100644 blob \(huge)", in: fleet)
        try await ada.sync()
        try ada.open().store.write(now: ada.surroundings.now()) {
            _ = try $0.append(.titled("meanwhile"), to: RecordKey(.session, session.id), isHuman: true)
        }
        // It waits, however often the remote is asked.
        for _ in 0..<3 {
            #expect(try await ada.sync().carried == [path])
            #expect(try ada.open().store.read { try $0.outbox(after: 0, limit: .max) }.count == 1)
        }
        let held = try ada.hashes()
        let here = try ada.open().store.read { try $0.facts(after: 0, limit: .max) }.filter { $0.path == path }.count
        let first = isEmptied ? "" : try #require(shard.split(separator: "\n").first) + "\n"
        try plant(Planting(path: names, mode: "100644", content: first, failure: .badGrammar), in: fleet)
        #expect(try await ada.sync().outcome == .inSync(pushed: true))
        // What waited is known to have arrived when the remote is seen with it.
        #expect(try await ada.sync().outcome == .inSync(pushed: false))
        #expect(try ada.open().store.read { try $0.outbox(after: 0, limit: .max) }.isEmpty)
        try await ben.sync()
        #expect(try ben.hashes() == held)
        #expect(try ada.tree() == ben.tree())
        #expect(try FixtureGit.run(["cat-file", "blob", "refs/sheaf/state:\(path)"], in: fleet.remotePath).split(separator: "\n").count == here)
    }

    /// A live claim in a file that nobody reads would be granted a second time.
    @Test func nothingIsClaimedWhileAFileOfClaimsIsUnread() async throws {
        let fleet = try Fleet(2, seed: 45)
        try await fleet.settle()
        let (ben, ada) = (try Claimant(fleet.members[1]), try Claimant(fleet.members[0]))
        let held = try #require(try await ben.claim().held)
        let path = try #require(ShardPath(kind: .claim, record: held.record))
        let names = path.description.split(separator: "/").map(String.init)
        let shard = try FixtureGit.run(["rev-parse", "refs/sheaf/state:\(path)"], in: fleet.remotePath)
        let content = try FixtureGit.run(["cat-file", "blob", shard], in: fleet.remotePath) + "\n"
        let huge = try hugeBlob(in: fleet, mebibytes: 65, beginning: content)
        try plant(names, "100644 blob \(huge)", in: fleet)
        let tip = try fleet.remoteTip()
        // The second time the file is no news, and still unread.
        for _ in 0..<2 { #expect(try await ada.claim() == .unread(path)) }
        #expect(try fleet.remoteTip() == tip, "no claim was sent")
        #expect(try ada.attemptCount() == 0)
        #expect(try ada.claims().isEmpty)
        try plant(names, "100644 blob \(shard)", in: fleet)
        guard case .rival(let rival, _) = try await ada.claim() else { return _ = Issue.record("granted beside a live claim") }
        #expect(rival.id == held.record)
    }

    /// Ten levels of ten entries that are one object each: a few hundred bytes, and 10^10 paths.
    @Test(.timeLimit(.minutes(20)))
    func aTreeBombIsNotWalked() async throws {
        let fleet = try Fleet(1, seed: 44)
        var generator = SeededGenerator(seed: 44)
        try fleet.members[0].open().writeSomething(using: &generator)
        try await fleet.members[0].sync()
        let held = try fleet.members[0].hashes()
        let git = { (arguments: [String], input: String) in
            try FixtureGit.run(arguments, in: fleet.remotePath, input: input)
        }
        var object = "100644 blob " + (try git(["hash-object", "-w", "--stdin"], "x\n"))
        for _ in 0..<10 {
            let entries = (0..<10).map { "\(object)\tk\(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][$0])\n" }.joined()
            object = "040000 tree " + (try git(["mktree"], entries))
        }
        let tree = String(object.split(separator: " ")[2])
        let commit = try git(["commit-tree", tree, "-p", "refs/sheaf/state", "-m", "bomb"], "")
        _ = try git(["update-ref", "refs/sheaf/state", commit], "")
        try await fleet.members[0].sync()
        #expect(try fleet.members[0].hashes() == held)
        #expect(try git(["rev-parse", "refs/sheaf/state^{tree}"], "") == fleet.members[0].tree())
    }

    // MARK: Planting

    private func plant(_ planting: Planting, in fleet: Fleet) throws {
        let blob = try FixtureGit.run(
            ["hash-object", "-w", "--stdin"], in: fleet.remotePath, input: planting.content)
        try plant(planting.path, "\(planting.mode) blob \(blob)", in: fleet)
    }

    /// Puts one entry into the remote's tree, replacing what is there, and commits on top of the tip.
    private func plant(_ path: [String], _ entry: String, in fleet: Fleet) throws {
        let git = { (arguments: [String], input: String) in
            try FixtureGit.run(arguments, in: fleet.remotePath, input: input)
        }
        func tree(_ depth: Int) throws -> String {
            let name = path[depth]
            let folder = path[..<depth].joined(separator: "/")
            let listing = try FixtureGit.attempt(["ls-tree", "-z", "refs/sheaf/state:\(folder)"], in: fleet.remotePath)
            let entries = listing.exit == .exited(0) ? String(decoding: listing.output, as: UTF8.self) : ""
            let others = entries.split(separator: "\0").filter { !$0.hasSuffix("\t\(name)") }.map { "\($0)\0" }.joined()
            let own = depth == path.count - 1 ? entry : "040000 tree \(try tree(depth + 1))"
            return try git(["mktree", "-z"], others + "\(own)\t\(name)\0")
        }
        let commit = try git(["commit-tree", try tree(0), "-p", "refs/sheaf/state", "-m", "planted"], "")
        _ = try git(["update-ref", "refs/sheaf/state", commit], "")
    }

    private func hugeBlob(in fleet: Fleet, mebibytes: Int, beginning: String = "") throws -> String {
        let path = fleet.directory.file("huge")
        #expect(FileManager.default.createFile(atPath: path, contents: Data(beginning.utf8)))
        #expect(truncate(path, mebibytes << 20) == 0)
        return try FixtureGit.run(
            ["-c", "core.bigFileThreshold=1m", "-c", "core.compression=1", "hash-object", "-w", path], in: fleet.remotePath)
    }
}
