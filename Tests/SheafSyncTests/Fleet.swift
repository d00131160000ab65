import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafSync
import SheafWorkspace
import TestSupport

/// Several clones of one bare remote, each with Sheaf enabled and a state directory of its own, under one test clock.
struct Fleet: Sendable {
    enum Wire: CaseIterable, Sendable { case path, http }

    let directory: TemporaryDirectory
    let remotePath: String
    let members: [Member]
    private let server: HTTPBackend?

    struct Member: Sendable {
        let path: String
        let surroundings: Surroundings

        func open() throws -> Workspace { try Workspace.open(from: path, surroundings: surroundings) }

        @discardableResult
        func sync() async throws -> SyncReport {
            // A local remote answers at once, so short waits do: the number of tries is what matters.
            let patience = Exchange.Patience(attemptCountMax: 40, baseMilliseconds: 10, waitMillisecondsMax: 500)
            return try await open().sync(isTyped: true, patience: patience)
        }

        var sidecar: String { "\(path)/.git/sheaf/state.git" }

        /// The tree that this member holds, as git says it.
        func tree() throws -> String {
            try FixtureGit.run(["rev-parse", "refs/sheaf/state^{tree}"], in: sidecar)
        }

        func dump() throws -> [UInt8] { try open().store.read { try $0.dump() } }

        /// Hashes of every fact that the database holds.
        func hashes() throws -> Set<LineHash> {
            Set(try open().store.read { try $0.facts(after: 0, limit: .max) }.map(\.line.hash))
        }
    }

    init(_ count: Int, over wire: Wire = .path, seed: UInt64 = 1) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        remotePath = "\(directory.path)/remote.git"
        let remote = try FixtureRepository(at: remotePath, options: ["--bare"])
        try remote.git("config", "http.receivepack", "true")
        let origin = try FixtureRepository(at: "\(directory.path)/origin")
        try origin.commit("Begin", files: ["a": "a"])
        try origin.git("push", "-q", remotePath, "main")
        server = wire == .http ? try HTTPBackend(serving: directory.path) : nil
        let url = server.map { "\($0.url)/remote.git" } ?? remotePath
        members = try (0..<count).map { index in
            try Self.member("clone\(index)", of: url, in: directory.path, seed: seed &* 1000 &+ UInt64(index))
        }
    }

    static func member(_ name: String, of url: String, in directory: String, seed: UInt64) throws -> Member {
        let path = "\(directory)/\(name)"
        try FixtureGit.run(["clone", "-q", url, path], in: directory)
        try FixtureGit.run(["config", "user.email", "\(name)@example.com"], in: path)
        let surroundings = TestClock(seed: seed).surroundings(stateDirectory: "\(directory)/state-\(name)")
        _ = try Workspace.enable(
            from: path, remoteName: nil, shares: false, isDryRun: false, surroundings: surroundings)
        return Member(path: path, surroundings: surroundings)
    }

    /// What the remote's state ref names; nil when it has none.
    func remoteTip() throws -> String? {
        let outcome = try FixtureGit.attempt(["rev-parse", "-q", "--verify", "refs/sheaf/state"], in: remotePath)
        let text = String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    /// Everybody exchanges in turn, often enough for everything to reach everybody.
    func settle() async throws {
        for _ in 0..<2 { for member in members { try await member.sync() } }
    }
}

/// A clock that moves a second at each look, and chance from a seed.
final class TestClock: @unchecked Sendable {
    // Every access is under the lock.
    private let lock = NSLock()
    private var milliseconds: Int64 = 1_795_251_600_000
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    func surroundings(stateDirectory: String) -> Surroundings {
        Surroundings(
            now: { self.tick() },
            randomBytes: { count in self.lock.withLock { (0..<count).map { _ in .random(in: 0...255, using: &self.generator) } } },
            environment: FixtureGit.environment().merging(["XDG_STATE_HOME": stateDirectory]) { _, new in new })
    }

    private func tick() -> Instant {
        lock.withLock {
            milliseconds += 1000
            return Instant(milliseconds: milliseconds)
        }
    }
}
