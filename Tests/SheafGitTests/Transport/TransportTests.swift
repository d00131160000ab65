import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

@Suite struct TransportTests {
    let fixture: RemoteFixture

    init() throws {
        fixture = try RemoteFixture()
    }

    private var origin: RemoteName { fixture.name }

    // MARK: Asking and fetching

    @Test(arguments: Route.allCases) func probeSeesExactlyTheStateRef(_ route: Route) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let transport = try route.transport(sidecar)
        let blob = try fixture.remote.git("hash-object", "-w", "--stdin", input: "x")
        try fixture.remote.git("update-ref", "refs/other/refs/sheaf/state", blob)
        try fixture.remote.git("update-ref", "refs/sheaf/state2", blob)
        #expect(try await transport.probe(origin) == .absent)
        try fixture.remote.git("update-ref", "refs/sheaf/state", blob)
        let named = try #require(ObjectID(blob))
        #expect(try await transport.probe(origin) == .present(named))
    }

    @Test(arguments: Route.allCases) func fetchMakesTheTrackingRefWhatTheRemoteHas(_ route: Route) async throws {
        let (writer, reader) = (try fixture.sidecar("writer", route), try fixture.sidecar("reader", route))
        let transport = try route.transport(reader)
        let tracking = origin.trackingReference
        try await transport.fetch(origin)
        #expect(try reader.reference(tracking) == .absent)

        let one = try writer.commit("1")
        let two = try writer.commit("2", on: one)
        let sender = try route.transport(writer)
        #expect(try await sender.push(two, to: origin) == .accepted)
        try fixture.remote.git("tag", "noise", two.hex)
        try await transport.fetch(origin)
        guard case .commit(two, let tree) = try reader.reference(tracking) else {
            Issue.record("the tip was not fetched")
            return
        }
        #expect(try reader.entries(of: tree).count == 1)

        // Rewound, replaced by something unrelated, and gone: the tracking ref follows every time.
        try fixture.remote.git("update-ref", "refs/sheaf/state", one.hex)
        try await transport.fetch(origin)
        #expect(try reader.reference(tracking).id == one)
        let other = try writer.commit("unrelated")
        #expect(try await sender.push(other, to: origin, replacing: one) == .accepted)
        try await transport.fetch(origin)
        #expect(try reader.reference(tracking).id == other)
        try fixture.remote.git("update-ref", "-d", "refs/sheaf/state")
        try await transport.fetch(origin)
        #expect(try reader.reference(tracking) == .absent)

        #expect(try reader.references(matching: "refs/").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: reader.path + "/FETCH_HEAD"))
        try FixtureGit.run(["fsck", "--strict", "--full"], in: reader.path)
    }

    @Test(arguments: Route.allCases) func refThatNamesNoCommitIsFetchedAndCanBeReplaced(_ route: Route) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let transport = try route.transport(sidecar)
        let blob = try fixture.remote.git("hash-object", "-w", "--stdin", input: "garbage")
        let tree = try fixture.remote.git("mktree", input: "100644 blob \(blob)\tgarbage\n")
        let tag = try fixture.remote.git(
            "mktag", input: "object \(blob)\ntype blob\ntag x\ntagger A <a@b> 1 +0000\n\nx\n")
        let commit = try sidecar.commit("state")
        for (id, type) in [(blob, ObjectType.blob), (tree, .tree), (tag, .tag)] {
            try fixture.remote.git("update-ref", "refs/sheaf/state", id)
            let named = try #require(ObjectID(id))
            try await transport.fetch(origin)
            try await transport.fetch(origin)
            #expect(try sidecar.reference(origin.trackingReference) == .other(named, type))
            guard case .rejected = try await transport.push(commit, to: origin) else {
                Issue.record("a ref that names a \(type) was replaced without a lease")
                continue
            }
            guard case .rejected = try await transport.push(commit, to: origin, replacing: commit) else {
                Issue.record("a stale lease was accepted")
                continue
            }
            #expect(try fixture.tip() == id)
            #expect(try await transport.push(commit, to: origin, replacing: named) == .accepted)
            #expect(try fixture.tip() == commit.hex)
        }
    }

    @Test(arguments: Route.allCases) func emptySidecarFetchesALargeStateAndTellsProgress(_ route: Route) async throws {
        let (writer, reader) = (try fixture.sidecar("writer", route), try fixture.sidecar("reader", route))
        let batch = try writer.batch()
        var generator = SeededGenerator(seed: 3)
        let entries = try (0..<800).map { number in
            let bytes = (0..<600).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return TreeEntry(name: Array("f\(number)".utf8), mode: .file, id: try batch.writeBlob(bytes))
        }
        let commit = try batch.writeCommit(tree: batch.writeTree(entries), parent: nil, at: 1)
        try batch.finish()
        let (sent, received) = (Meter(), Meter())
        let outcome = try await route.transport(writer).push(commit, to: origin, replacing: nil) { sent.add($0) }
        #expect(outcome == .accepted)
        try await route.transport(reader).fetch(origin) { received.add($0) }
        #expect(try reader.reference(origin.trackingReference).id == commit)
        #expect(sent.steps.contains { $0.step == .sending && $0.objects > 0 && $0.objectsTotal == 802 })
        #expect(received.steps.contains { $0.step == .receiving && $0.objects > 0 && $0.objectsTotal == 802 })
    }

    // MARK: Pushing

    @Test(arguments: Route.allCases) func pushIsFastForwardOnly(_ route: Route) async throws {
        let (a, b) = (try fixture.sidecar("a", route), try fixture.sidecar("b", route))
        let (fromA, fromB) = (try route.transport(a), try route.transport(b))
        let one = try a.commit("1")
        #expect(try await fromA.push(one, to: origin) == .accepted)
        #expect(try await fromA.push(one, to: origin) == .accepted)
        let two = try a.commit("2", on: one)
        #expect(try await fromA.push(two, to: origin) == .accepted)
        // Back to an ancestor, a sibling of what is known, and something built without knowing the remote.
        let sibling = try a.commit("2b", on: one)
        for commit in [one, sibling] {
            guard case .rejected = try await fromA.push(commit, to: origin) else {
                Issue.record("not a fast-forward, but accepted")
                continue
            }
        }
        let stranger = try b.commit("stranger")
        guard case .rejected(let reason) = try await fromB.push(stranger, to: origin) else {
            Issue.record("not a fast-forward, but accepted")
            return
        }
        #expect(!reason.isEmpty)
        #expect(try fixture.tip() == two.hex)
    }

    @Test(arguments: Route.allCases) func truncationNeedsTheLeaseOnTheTip(_ route: Route) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let transport = try route.transport(sidecar)
        let one = try sidecar.commit("1")
        let two = try sidecar.commit("2", on: one)
        #expect(try await transport.push(two, to: origin) == .accepted)
        let cut = try sidecar.commit("2")
        guard case .rejected = try await transport.push(cut, to: origin, replacing: one) else {
            Issue.record("a stale lease was accepted")
            return
        }
        #expect(try fixture.tip() == two.hex)
        #expect(try await transport.push(cut, to: origin, replacing: two) == .accepted)
        #expect(try fixture.tip() == cut.hex)
        // A lease on something that is not there at all.
        try fixture.remote.git("update-ref", "-d", "refs/sheaf/state")
        guard case .rejected = try await transport.push(cut, to: origin, replacing: two) else {
            Issue.record("a lease on a deleted ref was accepted")
            return
        }
        #expect(try fixture.tip() == nil)
    }

    @Test(arguments: Route.allCases) func refusalsByRuleAreToldFromThosePassing(_ route: Route) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let transport = try route.transport(sidecar)
        let one = try sidecar.commit("1")
        #expect(try await transport.push(one, to: origin) == .accepted)
        let two = try sidecar.commit("2", on: one)
        for (name, script) in [("pre-receive", "exit 1"), ("update", "echo no >&2; exit 3")] {
            try fixture.hook(name, script)
            guard case .declined(let reason) = try await transport.push(two, to: origin) else {
                Issue.record("\(name) was not heeded")
                continue
            }
            #expect(!reason.isEmpty)
            unlink("\(fixture.remote.path)/hooks/\(name)")
        }
        let lock = "\(fixture.remote.path)/refs/sheaf/state.lock"
        #expect(FileManager.default.createFile(atPath: lock, contents: Data()))
        guard case .rejected = try await transport.push(two, to: origin) else {
            Issue.record("a locked ref was moved")
            return
        }
        unlink(lock)
        #expect(try fixture.tip() == one.hex)
        #expect(try await transport.push(two, to: origin) == .accepted)
    }

    /// The hook moves the ref after this push has been told where it is and before the server compares.
    @Test(arguments: Route.allCases, [false, true])
    func refThatMovesDuringThePushIsNotOverwritten(_ route: Route, forced: Bool) async throws {
        let sidecar = try fixture.sidecar("a", route)
        let transport = try route.transport(sidecar)
        let one = try sidecar.commit("1")
        #expect(try await transport.push(one, to: origin) == .accepted)
        let rival = try fixture.remote.git("commit-tree", "-p", one.hex, "-m", "rival", "\(one)^{tree}")
        try fixture.hook(
            "pre-receive", "env -u GIT_QUARANTINE_PATH -u GIT_OBJECT_DIRECTORY git update-ref refs/sheaf/state \(rival)")
        let mine = forced ? try sidecar.commit("mine") : try sidecar.commit("mine", on: one)
        guard case .rejected = try await transport.push(mine, to: origin, replacing: forced ? one : nil) else {
            Issue.record("an update was lost")
            return
        }
        #expect(try fixture.tip() == rival)
    }

    /// Every accepted push is one link of the chain; a lost update would leave it shorter.
    @Test(arguments: Route.allCases) func ofRivalsFromOneParentExactlyOneWins(_ route: Route) async throws {
        let sidecars = try (0..<4).map { try fixture.sidecar("rival\($0)", route) }
        let origin = origin
        var accepted = 0
        for round in 0..<4 {
            let tip = try fixture.tip()
            var pushes: [(any StateTransport, ObjectID)] = []
            for (number, sidecar) in sidecars.enumerated() {
                let transport = try route.transport(sidecar)
                try await transport.fetch(origin)
                let parent = try sidecar.reference(origin.trackingReference).id
                #expect(parent?.hex == tip)
                pushes.append((transport, try sidecar.commit("round \(round) of \(number)", on: parent)))
            }
            let wins = try await withThrowingTaskGroup(of: PushOutcome.self) { group in
                for (transport, commit) in pushes { group.addTask { try await transport.push(commit, to: origin) } }
                return try await group.reduce(into: 0) { $0 += $1 == .accepted ? 1 : 0 }
            }
            #expect(wins == 1)
            accepted += wins
        }
        #expect(try fixture.remote.git("rev-list", "--count", "refs/sheaf/state") == "\(accepted)")
    }

    // MARK: By hand

    @Test func plainGitCommandsInTheSidecarWork() async throws {
        let sidecar = try fixture.sidecar("a", .executableByPath)
        let one = try sidecar.commit("1")
        #expect(try sidecar.updateReference(Sidecar.stateReference, to: one, expecting: nil))
        try FixtureGit.run(["push", "--quiet", "origin", "refs/sheaf/state"], in: sidecar.path)
        #expect(try fixture.tip() == one.hex)
        try FixtureGit.run(["fetch", "--quiet", "origin"], in: sidecar.path)
        #expect(try sidecar.reference(origin.trackingReference).id == one)
    }
}

/// Collects progress from whatever thread it comes.
///
/// `@unchecked Sendable`: `collected` is only used under `lock`.
private final class Meter: @unchecked Sendable {
    private let lock = NSLock()
    private var collected: [TransferProgress] = []

    func add(_ step: TransferProgress) { lock.withLock { collected.append(step) } }

    var steps: [TransferProgress] { lock.withLock { collected } }
}
