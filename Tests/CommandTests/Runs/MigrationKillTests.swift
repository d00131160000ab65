import Foundation
import SheafCore
import SheafStore
import TestSupport
import Testing

/// A database of an older version, and a process that is killed at every step of migrating it.
@Suite struct MigrationKillTests {
    /// Everything that changes a file; a kill between two of them is a kill after the first.
    private static let calls = ["pwrite64", "write", "ftruncate", "fsync", "fdatasync", "unlink"]
    /// Of each call; spread over the whole run.
    private static let pointCountMax = 8

    private static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    @Test(.enabled(if: isAvailable)) func everyKilledMigrationIsGoneOnWithAtTheNextOpening() throws {
        let scratch = try Scratch()
        let database = "\(scratch.repository.gitDirectory)/sheaf/sheaf.db"
        let old = scratch.directory.file("old.db")
        try makeOldDatabase(at: old, scratch)
        let log = try strace(scratch, from: old, to: database, kill: nil).calls
        let expected = try dump(scratch)
        var killed = 0
        for call in Self.calls {
            let count = log.count { $0.contains(" \(call)(") }
            for number in stride(from: 1, through: count, by: max(1, count / Self.pointCountMax)) {
                // Calls are counted in each thread, so a late one may not come.
                if try strace(scratch, from: old, to: database, kill: (call, number)).isKilled { killed += 1 }
                #expect(try dump(scratch) == expected, "killed at \(call) \(number) of \(count)")
                try scratch.run("verify")
            }
        }
        #expect(killed >= 12)
    }

    private func makeOldDatabase(at path: String, _ scratch: Scratch) throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/schema-1.sql").path
        let script = "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())"
        let made = try scratch.program.run(executable: "/usr/bin/env", ["python3", "-c", script, path, fixture])
        #expect(made.status == 0, "\(made.errors)")
    }

    /// One `sheaf status` on a fresh copy of the old database.
    ///
    /// - Parameter kill: at which call of a kind, from 1.
    /// - Returns: the calls that it made, a line each.
    private func strace(
        _ scratch: Scratch, from old: String, to database: String, kill: (call: String, number: Int)?
    ) throws -> (isKilled: Bool, calls: [Substring]) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
        try FileManager.default.copyItem(atPath: old, toPath: database)
        let log = scratch.directory.file("strace.log")
        let fault = kill.map { ["-e", "inject=\($0.call):signal=SIGKILL:when=\($0.number)"] } ?? []
        let outcome = try scratch.program.run(
            executable: "/usr/bin/strace",
            ["-f", "-qq", "-o", log, "-e", "trace=\(Self.calls.joined(separator: ","))"] + fault + [SheafProgram.path, "status"])
        #expect(outcome.status == 0 || kill != nil, "\(outcome.errors)")
        return (outcome.status != 0, try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n"))
    }

    private func dump(_ scratch: Scratch) throws -> [UInt8] {
        try scratch.run("status")
        let store = try Store(StoreDirectory(path: "\(scratch.repository.gitDirectory)/sheaf"))
        return try store.read { try $0.dump() }
    }
}
