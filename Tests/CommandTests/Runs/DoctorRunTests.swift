import Foundation
import TestSupport
import Testing

@testable import sheaf

@Suite struct DoctorRunTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    /// Statuses by check, of checks with one finding.
    private func examine() throws -> (status: Int32, checks: [String: String]) {
        let (status, document) = try scratch.json(["doctor"], schema: "doctor")
        let findings = try #require(document["findings"] as? [[String: Any]])
        let pairs = findings.compactMap { finding in (finding["check"] as? String).map { ($0, finding["status"] as? String ?? "") } }
        #expect(document["healthy"] as? Bool == !pairs.contains { $0.1 == "problem" })
        return (status, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    private var sheaf: String { "\(scratch.repository.gitDirectory)/sheaf" }

    @Test func findsNothingWrongInAFreshRepository() throws {
        let found = try examine()
        #expect(found.status == 0)
        #expect(found.checks["remote"] == "note")
        #expect(found.checks["backups"] == "note", "none yet")
        #expect(found.checks.filter { !["remote", "backups"].contains($0.key) }.allSatisfy { $0.value == "ok" }, "\(found.checks)")
        #expect(Set(found.checks.keys) == [
            "git", "repository", "enabled", "settings", "hooks", "permissions", "disk", "file-system", "locks", "database", "identity",
            "backups", "sidecar", "remote", "retention", "signatures", "forks", "gaps", "clocks", "unreadable", "quota", "quarantine", "versions",
            "replicas", "secrets",
        ])
    }

    @Test func tellsWhatPeersAndTheirClocksDid() throws {
        try scratch.receive(try Scene().lines)
        var program = scratch.program
        program.environment["SHEAF_DATE"] = "@\(Scene.start.milliseconds / 1000 + 86_400)"
        let outcome = try program.run("doctor", "--findings-only")
        #expect(outcome.status == 2)
        for check in ["signatures", "forks", "gaps", "clocks", "unreadable"] { #expect(outcome.output.contains(check)) }
        #expect(outcome.errors == "2 problems.\n")
        #expect(try scratch.program.run("doctor").output.contains("writes with a clock ahead of this one"))
    }

    @Test func tellsWhatIsWrongWithFiles() throws {
        let keys = scratch.directory.file("home/state/sheaf/keys")
        chmod(keys, 0o755)
        #expect(try examine().checks["permissions"] == "problem")
        chmod(keys, 0o700)
        let lock = "\(sheaf)/state.git/refs/sheaf/state.lock"
        try FileManager.default.createDirectory(atPath: "\(sheaf)/state.git/refs/sheaf", withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: lock, contents: nil))
        #expect(try examine().checks["locks"] == "ok", "a young lock is somebody's at work")
        let old = Date(timeIntervalSince1970: Double(Scene.start.milliseconds) / 1000 - 600)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: lock)
        let found = try examine()
        #expect(found.checks["locks"] == "problem")
        #expect(found.status == 2)
    }

    @Test func tellsThatTheKeyIsElsewhere() throws {
        try FileManager.default.removeItem(atPath: scratch.directory.file("home/state/sheaf/keys"))
        #expect(try examine().checks["identity"] == "note")
    }

    @Test func tellsWhatIsWrongWithSettings() throws {
        try scratch.repository.git("config", "sheaf.sessions.timeoutMinutes", "10")
        let found = try examine()
        #expect(found.status == 2)
        #expect(found.checks["settings"] == "problem")
    }

    @Test func exitsWith65WhenTheDatabaseIsDamaged() throws {
        let file = try #require(FileHandle(forUpdatingAtPath: "\(sheaf)/sheaf.db"))
        try file.write(contentsOf: Data(repeating: 0x5a, count: 64))
        try file.close()
        let found = try examine()
        #expect(found.status == 65)
        #expect(found.checks["database"] == "problem")
        #expect(try scratch.program.run("status").status == 65)
    }

    @Test func worksWhereNothingElseDoes() throws {
        let outside = try scratch.program.run("doctor", "-C", "/")
        #expect(outside.status == 2)
        #expect(outside.output.components(separatedBy: "inside").count == 2, "the remedy is given once: \(outside.output)")
        try scratch.run("disable")
        #expect(try examine().checks["enabled"] == "note")
        var program = scratch.program
        program.environment["PATH"] = "/nonexistent"
        #expect(try program.run("doctor").output.contains("problem  git"))
    }

    @Test func changesNothing() throws {
        let before = try listing()
        _ = try examine()
        #expect(try listing() == before)
    }

    /// Names, sizes and times of everything of Sheaf, but for what SQLite keeps for its readers.
    private func listing() throws -> [String] {
        let walk = try #require(FileManager.default.enumerator(atPath: sheaf))
        return walk.compactMap { $0 as? String }.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }.map { name in
            var status = stat()
            lstat("\(sheaf)/\(name)", &status)
            return "\(name) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }.sorted()
    }

    @Test func saysThatADamagedLogHasLostWhatWasAcknowledged() throws {
        let commit = try scratch.repository.commit("wip: one", time: Int(Scene.start.milliseconds / 1000) - 60)
        try scratch.run("record", commit)
        let before = try scratch.json(["status"], schema: "status").document
        try scratch.run("session", "note", commit, "and this")
        let log = URL(fileURLWithPath: "\(sheaf)/sheaf.db-wal")
        var bytes = try Data(contentsOf: log)
        bytes[bytes.count - 100] ^= 1
        try bytes.write(to: log)

        let outcome = try scratch.program.run("session", "list")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("warning: the database held "), "\(outcome.errors)")
        #expect(try !scratch.program.run("session", "list").errors.contains("warning"), "told once")
        let status = try scratch.json(["status"], schema: "status").document
        let problems = try #require(status["problems"] as? [[String: Any]])
        #expect(problems.map { $0["what"] as? String } == ["facts-missing"])
        #expect(status["replica"] as? String != before["replica"] as? String, "its numbers are not used again")
        #expect(try examine().status == 2)
        try scratch.run("session", "note", commit, "and this, again")
        try scratch.run("verify")
    }
}
