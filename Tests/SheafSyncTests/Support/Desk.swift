import Foundation
import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport

/// A person at one repository with Sheaf enabled, and a clock that stands still until it is set.
final class Desk: Sendable {
    /// 2026-11-21T09:00:00Z in unix seconds.
    static let nine = FixtureGit.epoch

    let directory: TemporaryDirectory
    let repository: FixtureRepository
    let clock: StandingClock
    let surroundings: Surroundings

    /// - Parameters:
    ///   - email: who commits here, by git's configuration.
    ///   - policy: the policy file on `main`, committed before anything else.
    convenience init(email: String = "ada@example.com", policy: String? = nil) throws {
        let directory = try TemporaryDirectory()
        let repository = try FixtureRepository(at: directory.file("work"))
        try repository.git("config", "user.email", email)
        try self.init(repository, in: directory)
        if let policy {
            try repository.commit("Decide", files: [".sheaf/policy.yaml": policy], time: Self.nine - 86_400)
        }
    }

    init(_ repository: FixtureRepository, in directory: TemporaryDirectory, name: String = "home") throws {
        self.directory = directory
        self.repository = repository
        let clock = StandingClock(seconds: Self.nine)
        self.clock = clock
        surroundings = Surroundings(
            now: { clock.now }, randomBytes: { clock.randomBytes($0) },
            environment: ["HOME": directory.file(name), "XDG_STATE_HOME": directory.file("\(name)/state")])
        _ = try Workspace.enable(
            from: repository.path, remoteName: nil, shares: false, isDryRun: false, surroundings: surroundings)
    }

    /// Another person at a clone of this repository.
    func clone(_ name: String, options: [String] = []) throws -> Desk {
        let path = directory.file(name)
        try FixtureGit.run(["clone", "-q"] + options + ["file://\(repository.path)", path], in: directory.path)
        return try Desk(FixtureRepository(existing: path), in: directory, name: "home-\(name)")
    }

    func open(_ path: String? = nil) throws -> Workspace {
        try Workspace.open(from: path ?? repository.path, surroundings: surroundings)
    }

    /// A commit at a minute after nine.
    @discardableResult
    func commit(
        _ subject: String, at minutes: Int, files: [String: String] = [:],
        author: String = "Ada Tester <ada@example.com>"
    ) throws -> ObjectID {
        let hex = try repository.commit(subject, files: files, time: Self.nine + 60 * minutes, author: author)
        guard let id = ObjectID(hex) else { throw FixtureError("git printed \(hex)") }
        return id
    }

    func facts() throws -> [HeldFact] { try open().store.read { try $0.facts(after: 0, limit: 1_000_000) } }

    /// Facts about sessions only: a replica's card says nothing about recording.
    func sessionFacts() throws -> [HeldFact] { try facts().filter { $0.path.kind == .session } }

    func views() throws -> [SessionView] { try open().store.read { try $0.sessions().map(\.view) } }

    /// Every session as the oids of its commits in order, by opening.
    func batches() throws -> [[ObjectID]] { try views().map { $0.commits.map(\.id) } }
}

/// Stands still until it is set; random bytes from a seed.
final class StandingClock: @unchecked Sendable {
    // Every access is under the lock.
    private let lock = NSLock()
    private var instant: Instant
    private var generator: SeededGenerator

    init(seconds: Int) {
        instant = Instant(seconds: Int64(seconds))
        generator = SeededGenerator(seed: .random(in: 0...UInt64.max))
    }

    var now: Instant { lock.withLock { instant } }

    func set(minutes: Int) { lock.withLock { instant = Instant(seconds: Int64(Desk.nine + 60 * minutes)) } }

    func randomBytes(_ count: Int) -> [UInt8] {
        lock.withLock { (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    }
}

extension Desk {
    /// Takes in everything that another desk holds, as an exchange would.
    func receive(from other: Desk) throws {
        let lines = try other.facts().map { ReceivedLine(path: $0.path, line: $0.line, isSigned: $0.isSigned) }
        let workspace = try open()
        try workspace.store.write(now: workspace.now) { _ = try $0.intake(lines, from: .remote) }
    }
}

extension CorrectionFigure {
    static func of(found: Int, wrong: Int, missed: Int) -> CorrectionFigure {
        CorrectionFigure(foundCount: found, falsePositiveCount: wrong, missedCount: missed)
    }
}
