import Foundation
import SheafCore
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

/// Sheaf comes and goes without a trace, and takes nothing with it that nobody else has.
@Suite struct InstallationTests {
    @Test func purgingLeavesTheRepositoryByteForByteAsItWas() async throws {
        let directory = try TemporaryDirectory()
        let remote = try FixtureRepository(at: directory.file("remote.git"), options: ["--bare"])
        let repository = try FixtureRepository(at: directory.file("work"))
        try repository.commit("Auto-PR: first", files: ["a": "1"])
        try repository.git("remote", "add", "origin", remote.path)
        let before = try fingerprint(repository.path)
        let surroundings = TestClock(seed: 61).surroundings(stateDirectory: directory.file("state"))
        try enable(repository, surroundings)
        var generator = SeededGenerator(seed: 61)
        let member = Fleet.Member(path: repository.path, surroundings: surroundings)
        for _ in 0..<3 { try member.open().writeSomething(using: &generator) }
        try await member.sync()
        let report = try Workspace.disable(from: repository.path, purges: true, surroundings: surroundings)
        #expect(report.archive == nil)
        #expect(try fingerprint(repository.path) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("state") + "/sheaf/keys").isEmpty)
    }

    @Test func whatWasNeverPushedIsArchivedAndComesBack() throws {
        let directory = try TemporaryDirectory()
        let repository = try FixtureRepository(at: directory.file("work"))
        try repository.commit("Begin", files: ["a": "1"])
        let surroundings = TestClock(seed: 62).surroundings(stateDirectory: directory.file("state"))
        try enable(repository, surroundings)
        var generator = SeededGenerator(seed: 62)
        let member = Fleet.Member(path: repository.path, surroundings: surroundings)
        for _ in 0..<3 { try member.open().writeSomething(using: &generator) }
        let written = try member.hashes()
        let report = try Workspace.disable(from: repository.path, purges: true, surroundings: surroundings)
        let archive = try #require(report.archive)
        #expect(archive.factCount == written.count)
        #expect(!archive.path.hasPrefix(repository.path))
        try enable(repository, surroundings)
        #expect(try member.open().restore(from: archive.path).newCount == written.count)
        #expect(try member.hashes().isSuperset(of: written))
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(repository.path)/.git/sheaf/sheaf.db\(suffix)") }
        try FileManager.default.removeItem(atPath: member.sidecar)
        try enable(repository, surroundings)
        let rebuilt = try Workspace.rebuild(from: repository.path, archive: archive.path, surroundings: surroundings)
        #expect(rebuilt.archivedCount == written.count)
        #expect(try member.hashes().isSuperset(of: written))
    }

    @Test func aListOfFactsIsNoArchive() throws {
        let fleet = try Fleet(1, seed: 67)
        let member = fleet.members[0]
        let before = try member.hashes()
        let facts = try member.open().store.read { try $0.facts(after: 0, limit: .max) }
        let list = fleet.directory.file("list.facts")
        let text = facts.map { "\($0.path) " + String(decoding: $0.line.bytes, as: UTF8.self) + "\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: list))
        let refusal = WorkspaceError.badArchive(path: list, detail: "\(ArchiveDefect.noArchive)")
        #expect(throws: refusal) { try Workspace.rebuild(from: member.path, archive: list, surroundings: member.surroundings) }
        #expect(throws: refusal) { try member.open().restore(from: list) }
        #expect(try member.hashes() == before)
    }

    @Test func aPurgeThatWasEndedHalfWayGoesOnAndOverwritesNoArchive() throws {
        let directory = try TemporaryDirectory()
        let repository = try FixtureRepository(at: directory.file("work"))
        let before = try fingerprint(repository.path)
        let surroundings = TestClock(seed: 65).surroundings(stateDirectory: directory.file("state"))
        let frozen = Surroundings(
            now: { Instant(milliseconds: 1_795_251_600_000) }, randomBytes: surroundings.randomBytes,
            environment: surroundings.environment)
        var archives: [String] = []
        for _ in 0..<2 {
            try enable(repository, frozen)
            let report = try Workspace.disable(from: repository.path, purges: true, surroundings: frozen)
            archives.append(try #require(report.archive).path)
        }
        #expect(Set(archives).count == 2)
        try enable(repository, frozen)
        let folder = repository.path + "/.git/sheaf"
        try FileManager.default.moveItem(atPath: folder, toPath: folder + ".purged")
        let report = try Workspace.disable(from: repository.path, purges: true, surroundings: frozen)
        #expect(report.isPurged && report.archive == nil)
        #expect(try fingerprint(repository.path) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("state") + "/sheaf/keys").isEmpty)
    }

    @Test func disablingKeepsWhatWasRecorded() throws {
        let fleet = try Fleet(1, seed: 63)
        var generator = SeededGenerator(seed: 63)
        let member = fleet.members[0]
        try member.open().writeSomething(using: &generator)
        let written = try member.hashes()
        _ = try Workspace.disable(from: member.path, purges: false, surroundings: member.surroundings)
        #expect(throws: WorkspaceError.self) { try member.open() }
        _ = try Workspace.enable(
            from: member.path, remoteName: nil, shares: false, isDryRun: false, surroundings: member.surroundings)
        #expect(try member.hashes() == written)
    }

    @Test func aDryRunAndASecondTimeChangeNothing() throws {
        let directory = try TemporaryDirectory()
        let repository = try FixtureRepository(at: directory.file("work"))
        let surroundings = TestClock(seed: 64).surroundings(stateDirectory: directory.file("state"))
        let before = try fingerprint(repository.path)
        let planned = try Workspace.enable(
            from: repository.path, remoteName: nil, shares: false, isDryRun: true, surroundings: surroundings)
        #expect(planned.changes.count == 2)
        #expect(try fingerprint(repository.path) == before)
        try enable(repository, surroundings)
        let again = try Workspace.enable(
            from: repository.path, remoteName: nil, shares: false, isDryRun: false, surroundings: surroundings)
        #expect(again.changes.isEmpty)
        let member = Fleet.Member(path: repository.path, surroundings: surroundings)
        #expect(try member.hashes().count == 1)
    }

    /// A folder that nobody else may enter guards all that git and SQLite put into it; the keys are guarded twice.
    @Test func whatSheafWritesIsTheUsersAlone() throws {
        let fleet = try Fleet(1, seed: 65)
        let member = fleet.members[0]
        try member.open().project()
        let keys = "\(fleet.directory.file("state-clone0"))/sheaf/keys"
        #expect(try permissions("\(member.path)/.git/sheaf") == 0o700)
        #expect(try permissions("\(member.path)/.git/sheaf/sheaf.db") == 0o600)
        #expect(try permissions(keys) == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: keys) {
            #expect(try permissions("\(keys)/\(name)") == 0o600)
        }
    }

    private func permissions(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func aDamagedDatabaseIsRebuiltFromTheSidecar() throws {
        let fleet = try Fleet(1, seed: 66)
        var generator = SeededGenerator(seed: 66)
        let member = fleet.members[0]
        for _ in 0..<4 { try member.open().writeSomething(using: &generator) }
        try member.open().project()
        let (written, dump) = (try member.hashes(), try member.dump())
        let database = "\(member.path)/.git/sheaf/sheaf.db"
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
        try Data("not a database".utf8).write(to: URL(fileURLWithPath: database))
        #expect(throws: StoreError.self) { try member.open() }
        let report = try Workspace.rebuild(from: member.path, surroundings: member.surroundings)
        #expect(report.setAside != nil)
        // The one new fact is the card of the replica that a new database needs.
        let held = try member.hashes()
        #expect(held.isSuperset(of: written))
        #expect(held.count == written.count + 1)
        #expect(try member.dump() == dump)
    }

    private func enable(_ repository: FixtureRepository, _ surroundings: Surroundings) throws {
        _ = try Workspace.enable(
            from: repository.path, remoteName: nil, shares: false, isDryRun: false, surroundings: surroundings)
    }

    /// Names, modes and contents of everything below a folder.
    private func fingerprint(_ root: String) throws -> [String] {
        let walk = try #require(FileManager.default.enumerator(atPath: root))
        var lines: [String] = []
        for case let name as String in walk {
            let mode = walk.fileAttributes?[.posixPermissions] as? Int ?? 0
            let content = FileManager.default.contents(atPath: "\(root)/\(name)") ?? Data()
            lines.append("\(name) \(mode) \(LineHash(of: Array(content)))")
        }
        return lines.sorted()
    }
}
