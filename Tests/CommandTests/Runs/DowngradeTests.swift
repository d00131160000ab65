import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

/// A database of a version that does not exist yet, which this one must leave alone, and the documented way back from it
/// (docs/retention.md, "Another version of Sheaf").
@Suite struct DowngradeTests {
    private let scratch: Scratch
    private var folder: String { "\(scratch.repository.gitDirectory)/sheaf" }

    init() throws {
        scratch = try Scratch()
        try scratch.repository.commit("Auto-PR: add the login form", files: ["login": "form"])
        try scratch.run("record", "HEAD")
    }

    /// As a later version might have left it, with something in the write-ahead log.
    private func makeNewer() throws {
        let script = """
            import os, sqlite3, sys
            database = sqlite3.connect(sys.argv[1], isolation_level=None)
            database.execute("PRAGMA wal_autocheckpoint = 0")
            known = database.execute("PRAGMA user_version").fetchone()[0]
            database.execute("CREATE TABLE tomorrow (x TEXT) STRICT")
            database.execute("ALTER TABLE this ADD COLUMN mood TEXT")
            database.execute("INSERT INTO grdb_migrations VALUES (?)", (str(known + 1),))
            database.execute(f"PRAGMA user_version = {known + 1}")
            os._exit(0)  # closing would move the log into the database
            """
        let made = try scratch.program.run(executable: "/usr/bin/env", ["python3", "-c", script, "\(folder)/sheaf.db"])
        guard made.status == 0 else { throw FixtureError(made.errors) }
        #expect(try Data(contentsOf: URL(filePath: "\(folder)/sheaf.db-wal")).count > 0)
    }

    /// Every file of the database and the sidecar, but for shared memory.
    private func fingerprint() throws -> [String: LineHash] {
        let walk = try #require(FileManager.default.enumerator(atPath: folder))
        return walk.compactMap { $0 as? String }.reduce(into: [:]) { files, name in
            let isOurs = name.hasPrefix("sheaf.db") && !name.hasSuffix("-shm") || name.hasPrefix("state.git/")
            guard isOurs, let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return }
            files[name] = LineHash(of: Array(bytes))
        }
    }

    private func facts() throws -> Set<LineHash> {
        Set(try Store(StoreDirectory(path: folder)).read { try $0.facts(after: 0, limit: .max) }.map(\.line.hash))
    }

    @Test func everyCommandRefusesANewerDatabaseAndChangesNoByteOfIt() throws {
        try makeNewer()
        let before = try fingerprint()
        var refused: Set<String> = []
        for arguments in EveryCommand.runs + [["disable", "--purge"]] {
            let outcome = try scratch.program.run(arguments)
            let isUnharmed = try fingerprint() == before
            #expect(isUnharmed, "\(arguments)")
            // The agent goes on with what it can read, and says so of what it cannot.
            if arguments[0] == "agent" { continue }
            if outcome.errors.contains("has schema") || outcome.output.contains("has schema") {
                refused.insert(arguments[0])
                #expect(outcome.errors.contains("update Sheaf") || outcome.output.contains("update Sheaf"), "\(arguments)")
                #expect(outcome.status != 0, "\(arguments)")
            } else {
                // Backups are files of their own.
                let isAboutBackups = arguments[0] == "backup" && arguments[1] != "now"
                let needsNone = ["version", "help", "config", "disable"].contains(arguments[0]) || arguments.contains("--dry-run") || isAboutBackups
                #expect(needsNone || [64, 78].contains(outcome.status), "\(arguments): \(outcome.status) \(outcome.errors)\(outcome.output)")
            }
            // `disable` without --purge only leaves a mark, which `enable` cannot take away from a database it does not know.
            try? FileManager.default.removeItem(atPath: "\(folder)/disabled")
        }
        let commands = Set(try EveryCommand.leaves(scratch.program).map { String($0.prefix { $0 != " " }) })
        #expect(commands.subtracting(refused) == ["agent", "config", "help", "version"], "\(commands.subtracting(refused))")
    }

    @Test func theDocumentedWayBackKeepsEveryFact() throws {
        let floor = scratch.repository.path + "/.sheaf"
        try FileManager.default.createDirectory(atPath: floor, withIntermediateDirectories: false)
        try Data("retention:\n  floor_month: 2026-12\n".utf8).write(to: URL(filePath: floor + "/policy.yaml"))
        try scratch.repository.git("add", ".sheaf")
        try scratch.repository.git("commit", "-q", "-m", "Keep less")
        try scratch.run("session", "title", "HEAD~1", "token ghp_16C7e42F292c6912E7710c838347Ae178B4a", "--allow-secret")
        let program = scratch.program
        let (held, dump) = (try facts(), try Store(StoreDirectory(path: folder)).read { try $0.dump() })
        let everything = scratch.directory.file("everything.sheaf")
        try scratch.run("sync", "--offline")
        try scratch.run("archive", "--before", "2099-12", "--to", everything)
        try makeNewer()
        try scratch.run("status", status: 78)

        let aside = scratch.directory.file("aside")
        let moved = try program.run(executable: "/bin/sh", ["-c", "mkdir \"$1\" && mv \"$0\"/sheaf.db* \"$1\"", folder, aside])
        #expect(moved.status == 0, "\(moved.errors)")
        try scratch.run("enable")
        try scratch.run("archive", "--restore", everything)
        try scratch.run("verify", "--signatures")
        let found = try facts()
        #expect(found.isSuperset(of: held))
        #expect(found.subtracting(held).count <= 1, "the card of the replica that the new database needs")
        #expect(try Store(StoreDirectory(path: folder)).read { try $0.dump() } == dump)
        // What the newer version had is still there for it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: aside).contains("sheaf.db"))
    }
}
