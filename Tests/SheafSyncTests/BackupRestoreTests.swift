import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

/// Restoring any backup, and recovering from damage, loses nothing that was pushed and nothing that can be read.
@Suite struct BackupRestoreTests {
    private func backups(_ member: Fleet.Member) throws -> Backups {
        try Backups(from: member.path, surroundings: member.surroundings)
    }

    /// Some work with a backup after each step, exchanged now and then.
    private func work(
        _ fleet: Fleet, steps: Int, _ generator: inout SeededGenerator
    ) async throws -> (backups: [Backup], pushed: Set<LineHash>) {
        var (backups, pushed): ([Backup], Set<LineHash>) = ([], [])
        for step in 0..<steps {
            for member in fleet.members { try member.open().writeSomething(using: &generator) }
            let folder = try self.backups(fleet.members[0]).folder
            let taken = try fleet.members[0].open().store.backUp(into: folder, repository: "", now: fleet.members[0].surroundings.now)
            #expect(taken.findings == [])
            backups.append(taken.backup)
            guard step % 2 == 1 else { continue }
            try await fleet.settle()
            pushed = try fleet.members[0].hashes()
        }
        return (backups, pushed)
    }

    @Test func restoringAnyBackupAndSyncingLosesNothingThatWasPushedOrCanBeRead() async throws {
        let fleet = try Fleet(2, seed: 71)
        var generator = SeededGenerator(seed: 71)
        let (taken, pushed) = try await work(fleet, steps: 5, &generator)
        let member = fleet.members[0]
        for backup in taken.shuffled(using: &generator) {
            let (held, replica) = (try member.hashes(), try member.open().replica)
            let report = try backups(member).restore(backup)
            #expect(report.readableCount == held.count && report.lostCount == 0)
            #expect(report.backupFactCount == backup.manifest?.factCount)
            #expect(try member.hashes().isSuperset(of: held.union(pushed)))
            #expect(try member.hashes().count == report.factCount)
            #expect(report.replica != replica, "its numbers are not used again")
            try member.open().writeSomething(using: &generator)
            try await member.sync()
        }
        try await fleet.settle()
        #expect(try fleet.members[1].hashes() == member.hashes())
        #expect(try member.tree() == fleet.members[1].tree())
        let forks = try member.open().store.read { try $0.conflicts() }.filter { $0.rule == .fork }
        #expect(forks.isEmpty)
        #expect(try member.open().store.verify() == [])
    }

    @Test func restoringIntoAnEmptyCloneWithNothingElseBringsBackWhatWasPushedAfterASync() async throws {
        let fleet = try Fleet(2, seed: 72)
        var generator = SeededGenerator(seed: 72)
        let (taken, pushed) = try await work(fleet, steps: 4, &generator)
        let member = fleet.members[0]
        // Database and sidecar are gone; what was never pushed and is in no backup is lost with them.
        try FileManager.default.removeItem(atPath: "\(member.path)/.git/sheaf")
        _ = try Workspace.enable(
            from: member.path, remoteName: nil, shares: false, isDryRun: false, surroundings: member.surroundings)
        _ = try backups(member).restore(taken[1])
        try await member.sync()
        #expect(try member.hashes().isSuperset(of: pushed))
        try await fleet.settle()
        #expect(try member.hashes() == fleet.members[1].hashes())
    }

    enum Damage: CaseIterable, Sendable { case header, middle, cut, emptied }

    private func inflict(_ damage: Damage, on database: String) throws {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: database)))
        switch damage {
        case .header: bytes.replaceSubrange(0..<4096, with: [UInt8](repeating: 0x5a, count: 4096))
        case .middle: bytes.replaceSubrange(4096..<(bytes.count / 2), with: [UInt8](repeating: 0x5a, count: bytes.count / 2 - 4096))
        case .cut: bytes = Array(bytes.prefix(bytes.count / 2))
        case .emptied: bytes = [0]
        }
        try Data(bytes).write(to: URL(fileURLWithPath: database))
    }

    @Test(arguments: Damage.allCases)
    func aDamagedDatabaseIsRecoveredFromTheNewestSoundBackupTheSidecarAndWhatCanBeRead(damage: Damage) async throws {
        let fleet = try Fleet(2, seed: 73)
        var generator = SeededGenerator(seed: 73)
        let (taken, pushed) = try await work(fleet, steps: 4, &generator)
        let member = fleet.members[0]
        try member.open().project()
        let held = try member.hashes()
        _ = try member.open().store.checkpoint()
        try inflict(damage, on: "\(member.path)/.git/sheaf/sheaf.db")
        // The newest backup is damaged too: the one before it helps.
        let newest = try #require(FileHandle(forUpdatingAtPath: taken[3].path))
        try newest.truncate(atOffset: 5000)
        try newest.close()
        let report = try Workspace.recover(from: member.path, surroundings: member.surroundings)
        #expect(report.setAside?.hasSuffix("sheaf.db.corrupt-1") == true)
        #expect(report.backup?.name == taken[2].name)
        #expect(try member.hashes().isSuperset(of: held.union(pushed)))
        #expect(try member.open().store.verify() == [])
        #expect(try member.open().store.read { try $0.mintings().first?.reason } == .restored)
        let again = try Workspace.recover(from: member.path, surroundings: member.surroundings)
        #expect(again.setAside == nil && again.backup == nil)
        try await fleet.settle()
        #expect(try fleet.members[1].hashes() == member.hashes())
    }

    /// A backup brings back what no ref, no log and no page has any more.
    @Test func whatOnlyABackupHasComesBack() throws {
        let fleet = try Fleet(1, seed: 74)
        var generator = SeededGenerator(seed: 74)
        let member = fleet.members[0]
        for _ in 0..<4 { try member.open().writeSomething(using: &generator) }
        _ = try member.open().takeBackup()
        let held = try member.hashes()
        let folder = "\(member.path)/.git/sheaf"
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(folder)/sheaf.db\(suffix)") }
        try FileManager.default.removeItem(atPath: "\(folder)/state.git")
        try Data(repeating: 0x5a, count: 8192).write(to: URL(fileURLWithPath: "\(folder)/sheaf.db"))
        let report = try Workspace.recover(from: member.path, surroundings: member.surroundings)
        #expect(report.salvagedCount == 0 && report.backup != nil)
        #expect(try member.hashes().isSuperset(of: held))
    }

    /// Its clock stands still, as the agent's timer gives it.
    private func still(_ member: Fleet.Member, at instant: Instant) -> Fleet.Member {
        var surroundings = member.surroundings
        surroundings.now = { instant }
        return Fleet.Member(path: member.path, surroundings: surroundings)
    }

    @Test func dueBackupsAreTakenHourlyOfWhatHasChangedAndDailyOfWhatHasNot() throws {
        let fleet = try Fleet(1, seed: 75)
        var generator = SeededGenerator(seed: 75)
        let begin = Instant(milliseconds: 1_795_266_000_000)
        func due(_ hours: Double) throws -> DueBackup {
            let now = begin.advanced(bySeconds: Int64(hours * 3600))
            return try still(fleet.members[0], at: now).open().takeDueBackup(now: now)
        }
        func isTaken(_ due: DueBackup) -> Bool { if case .taken = due { true } else { false } }
        func isUnchanged(_ due: DueBackup) -> Bool { if case .unchanged = due { true } else { false } }
        #expect(isTaken(try due(0)))
        #expect(try due(0.5) == .notDue)
        #expect(isUnchanged(try due(1)))
        try fleet.members[0].open().writeSomething(using: &generator)
        #expect(isTaken(try due(1)))
        #expect(isUnchanged(try due(20)))
        #expect(isTaken(try due(26)), "not older than a day")
        try fleet.members[0].open().writeSomething(using: &generator)
        #expect(isTaken(try due(100)), "one for all hours that were missed")
        #expect(try due(100) == .notDue)
        let doctor = still(fleet.members[0], at: begin.advanced(bySeconds: 100 * 3600))
        func finding(_ hours: Int64) -> Diagnosis? {
            var surroundings = doctor.surroundings
            surroundings.now = { begin.advanced(bySeconds: hours * 3600) }
            return Doctor(directory: doctor.path, surroundings: surroundings).examine().first { $0.check == .backups }
        }
        #expect(finding(100)?.status == .ok)
        #expect(finding(1000)?.status == .ok, "nothing was written since")
        try fleet.members[0].open().writeSomething(using: &generator)
        #expect(finding(101)?.status == .ok)
        #expect(finding(1000)?.status == .note)
    }

    @Test func aBackupThatDoesNotPassIsAnErrorDeletesNothingAndIsTheDoctorsBusiness() throws {
        let fleet = try Fleet(1, seed: 76)
        let member = fleet.members[0]
        let good = try member.open().takeBackup().backup
        let script = "import sqlite3; d = sqlite3.connect('.git/sheaf/sheaf.db'); d.execute('UPDATE replicas SET fact_count = 0'); d.commit()"
        let damaged = try ChildProcess(
            executable: "/usr/bin/env", arguments: ["python3", "-c", script], environment: ProcessInfo.processInfo.environment,
            directory: member.path
        ).run()
        #expect(damaged.exit.isSuccess, "\(damaged.errorText)")
        #expect {
            try member.open().takeBackup()
        } throws: { error in
            if case WorkspaceError.failedBackup(_, let detail) = error { detail.contains("view") } else { false }
        }
        #expect(try backups(member).list().map(\.state) == [.failed, .verified(try #require(good.manifest))])
        let finding = Doctor(directory: member.path, surroundings: member.surroundings).examine().first { $0.check == .backups }
        #expect(finding?.status == .problem)
        #expect(throws: WorkspaceError.unknownBackup("x", newest: good.name)) { try backups(member).backup(named: "x") }
    }
}
