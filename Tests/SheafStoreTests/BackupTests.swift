import Foundation
import GRDB
import SheafCore
import SheafFiles
import Testing
import TestSupport

@testable import SheafStore

/// Backups are whole states of one moment, are known for damaged when they are, and leave nothing half.
struct BackupTests {
    private let scratch: ScratchStore
    private let folder: BackupFolder

    init() throws {
        // Another replica than those that wrote the facts below.
        scratch = try ScratchStore(seed: 50)
        folder = BackupFolder(stateDirectory: scratch.directory.file("state"), repository: "/somewhere/.git")
        try scratch.store.intake(RandomFacts(seed: 5, factCount: 80).entries)
    }

    private func take(_ store: Store? = nil, at instant: Instant = ScratchStore.now) throws -> Backup {
        let (backup, findings) = try (store ?? scratch.store).backUp(into: folder, repository: "/somewhere/.git") { instant }
        #expect(findings == [])
        return backup
    }

    private static let name = BackupName(takenAt: ScratchStore.now)

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    @Test func `a backup holds what the database held, log included, and its manifest says so`() throws {
        let backup = try take()
        let manifest = try #require(backup.manifest)
        let held = try scratch.store.read { try $0.facts(after: 0, limit: .max) }
        #expect(manifest.factCount == held.count)
        #expect(manifest.replica == scratch.key.replica)
        #expect(manifest.repository == "/somewhere/.git")
        #expect(manifest.schema == Schema.version)
        #expect(manifest.source == scratch.store.directory.stamp)
        #expect(try facts(in: backup.path) == held.map(\.line))
        #expect(try folder.backups() == [backup])
        #expect(backup.name == Self.name)
        #expect(try take().name == BackupName(takenAt: ScratchStore.now, number: 2))
        #expect(try names() == ["\(Self.name)-2.db", "\(Self.name)-2.json", "\(Self.name).db", "\(Self.name).json", "lock"])
        for name in try names() + [""] {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")[.posixPermissions] as? Int
            #expect(mode == (name.isEmpty ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test func `equal states have equal fold hashes, other states have others`() throws {
        let (first, second) = (try take().manifest, try take().manifest)
        #expect(first?.foldHash == second?.foldHash)
        try scratch.store.write(now: ScratchStore.now) { try $0.append(.titled("T"), to: ScratchStore.session(1), isHuman: true) }
        #expect(try take().manifest?.foldHash != first?.foldHash)
        // The same facts in another order, by another database.
        let other = try ScratchStore(seed: 51)
        let lines = try scratch.store.read { try $0.facts(after: 0, limit: .max) }.shuffled()
        try other.store.write(now: ScratchStore.now) { try $0.intake(lines.map { ReceivedLine($0.arrived, isSigned: $0.isSigned) }, from: .local) }
        #expect(try take(other.store).manifest?.foldHash == take().manifest?.foldHash)
    }

    private func facts(in path: String) throws -> [Line] {
        try BackupFolder.openReadOnly(path).read { try StoreReader($0).facts(after: 0, limit: .max).map(\.line) }
    }

    /// Backups in all, set by `Scripts/backups`; a slice of that in the ordinary run.
    private static let loadCount = ProcessInfo.processInfo.environment["SHEAF_BACKUP_COUNT"].flatMap { Int($0) } ?? 12
    /// After so many the next ones are of a new database: in one that grows for an hour, verifying would take all the time.
    private static let roundCount = 40
    private static let writerFolder = ProcessInfo.processInfo.environment["SHEAF_BACKUP_WRITER"]

    /// The other process of the next test: 200 facts a second until it is told to stop.
    @Test(.enabled(if: writerFolder != nil, "runs in a child process of the next test")) func writesBesideBackups() throws {
        let folder = try #require(Self.writerFolder)
        let store = try Store(StoreDirectory(path: folder))
        store.use(RandomFacts.key(50, 0))
        var count = 0
        let begin = Date()
        while access("\(folder)/stop", F_OK) != 0 {
            try store.write(now: ScratchStore.now) {
                try $0.append(.noted("note \(count)"), to: ScratchStore.session(count / 20 % 200), isHuman: true)
            }
            count += 1
            let ahead = Double(count) / 200 - Date().timeIntervalSince(begin)
            if ahead > 0 { usleep(UInt32(ahead * 1_000_000)) }
        }
        TestProgram.report("\(count) \(Int(Date().timeIntervalSince(begin) * 1000))")
    }

    /// SHA-256 over the hashes of the facts up to each of some counts, in the order of intake.
    private func prefixes(_ counts: Set<Int>, of path: String) throws -> [Int: Checksum] {
        try BackupFolder.openReadOnly(path).read { db in
            var (sum, count, found) = (Checksum.Sum(), 0, [Int: Checksum]())
            let rows = try db.rows("SELECT hash FROM facts ORDER BY sequence")
            while let row = try rows.next() {
                sum.add(try row.bytes(0))
                count += 1
                if counts.contains(count) { found[count] = sum.checksum }
            }
            return found
        }
    }

    @Test(arguments: 0...((loadCount - 1) / roundCount))
    func `backups beside a writing process are all sound, and each is a prefix of what it wrote`(round: Int) throws {
        let path = scratch.store.directory.path
        let program = TestProgram(test: "writesBesideBackups", environment: ["SHEAF_BACKUP_WRITER": path])
        let before = try scratch.store.read { try $0.lastSequence() }
        let (outcome, ended) = (Locked<Result<[String], any Error>?>(nil), DispatchSemaphore(value: 0))
        // A thread of its own: other tests may hold all that tasks have.
        Thread.detachNewThread {
            let result = Result { try program.run() }
            outcome.with { $0 = result }
            ended.signal()
        }
        let deadline = Date(timeIntervalSinceNow: 60)
        while try scratch.store.read({ try $0.lastSequence() }) == before {
            try #require(Date() < deadline, "the writer does not write")
            usleep(1000)
        }
        var found: [(count: Int, sum: Checksum?)] = []
        for index in 0..<min(Self.roundCount, Self.loadCount - round * Self.roundCount) {
            let backup = try take(at: ScratchStore.now.advanced(bySeconds: Int64(index)))
            let count = try #require(backup.manifest).factCount
            found.append((count, try prefixes([count], of: backup.path)[count]))
            if index % 10 > 0 { try FileManager.default.removeItem(atPath: backup.path) }
        }
        #expect(FileManager.default.createFile(atPath: "\(path)/stop", contents: nil))
        ended.wait()
        let report = try #require(outcome.with { $0 }).get().last?.split(separator: " ").compactMap { Int($0) } ?? []
        try #require(report.count == 2)
        let end = Int(try scratch.store.read { try $0.lastSequence() })
        #expect(end == Int(before) + report[0], "nothing that was acknowledged is missing")
        _ = try scratch.store.checkpoint()
        let prefixes = try prefixes(Set(found.map(\.count)), of: scratch.store.directory.database)
        for (count, sum) in found { #expect(sum != nil && sum == prefixes[count]) }
        #expect(found.map(\.count) == found.map(\.count).sorted() && found[0].count < end)
        print("backups: \(found.count) sound and a prefix each, beside a writer of \(report[0] * 1000 / max(1, report[1])) facts/s")
    }

    private func damaged(_ backup: Backup, _ damage: (inout [UInt8]) -> Void) throws -> BackupExamination {
        let url = URL(fileURLWithPath: backup.path)
        let sound = try Data(contentsOf: url)
        var bytes = Array(sound)
        damage(&bytes)
        try Data(bytes).write(to: url)
        defer { try? sound.write(to: url) }
        return try folder.verify(backup, repository: "", now: { ScratchStore.now })
    }

    @Test func `every flipped bit, cut and exchange of a backup is found`() throws {
        let backup = try take()
        let byteCount = backup.byteCount
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<60 {
            let (position, bit) = (Int.random(in: 0..<byteCount, using: &generator), UInt8.random(in: 0..<8, using: &generator))
            let examination = try damaged(backup) { $0[position] ^= 1 << bit }
            #expect(examination.sound == nil && !examination.findings.isEmpty, "bit \(bit) of byte \(position)")
        }
        for count in [0, 1, 99, 100, 4096, byteCount / 2, byteCount - 1] {
            #expect(try damaged(backup) { $0 = Array($0.prefix(count)) }.sound == nil, "cut to \(count)")
        }
        #expect(try damaged(backup) { $0 += [0] }.sound == nil)
        #expect(try folder.verify(backup, repository: "", now: { ScratchStore.now }).sound != nil)
        // A whole other database of Sheaf in its place.
        let other = try ScratchStore(seed: 6)
        let exchanged = try take(other.store, at: ScratchStore.now.advanced(bySeconds: 9))
        let content = try Data(contentsOf: URL(fileURLWithPath: exchanged.path))
        #expect(try damaged(backup) { $0 = Array(content) }.sound == nil)
    }

    @Test func `a database whose views are wrong gives a failed backup that is kept apart and counts for nothing`() throws {
        try scratch.store.queue.writeWithoutTransaction {
            try $0.execute(sql: "UPDATE replicas SET fact_count = fact_count + 1")
        }
        let (backup, findings) = try scratch.store.backUp(into: folder, repository: "") { ScratchStore.now }
        #expect(backup.state == .failed && !findings.isEmpty)
        #expect(try names() == ["\(Self.name).failed", "lock"])
        #expect(try folder.backups().map(\.state) == [.failed])
        #expect(try folder.backups().map(\.scheduled.isVerified) == [false])
    }

    @Test func `what a killed backup left is removed by the next, and one that was not verified counts after it is`() throws {
        let backup = try take()
        let whole = try Data(contentsOf: URL(fileURLWithPath: backup.path))
        try whole.prefix(5000).write(to: URL(fileURLWithPath: "\(folder.path)/\(Self.name).db.new-1"))
        try FileManager.default.removeItem(atPath: folder.manifestPath(of: backup.name))
        let unverified = try #require(try folder.backups().first)
        #expect(unverified.state == .unverified)
        #expect(try folder.verify(unverified, repository: "/x", now: { ScratchStore.now }).sound != nil)
        #expect(try folder.backups().first?.manifest?.repository == "/x")
        _ = try take()
        #expect(try names().filter { $0.contains(".new-") }.isEmpty)
    }

    /// nil when there was room enough; else what stopped it. Of a failed one nothing may be left.
    private func takeOnDisk(of kibibytes: Int) throws -> StoreError? {
        let disk = try SmallDisk(kibibytes: kibibytes)
        let folder = BackupFolder(stateDirectory: disk.path, repository: "r")
        do {
            _ = try scratch.store.backUp(into: folder, repository: "") { ScratchStore.now }
            return nil
        } catch let error as StoreError {
            #expect(try folder.backups().isEmpty)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.allSatisfy { $0 == "lock" }, "\(kibibytes) KiB: \(left)")
            return error
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a file system"))
    func `a full disk is said and leaves nothing half, wherever it is met`() throws {
        let sizes = Array(stride(from: 12, to: 3000, by: 76))
        let failures = try sizes.prefix { size in
            guard let error = try takeOnDisk(of: size) else { return false }
            if case .diskFull = error {} else { Issue.record("\(size) KiB: \(error)") }
            return true
        }
        #expect(failures.count > 3 && failures.count < sizes.count)
    }

    @Test func `somebody else's folder, and a link in its place, are refused`() throws {
        _ = try take()
        let real = folder.path + "-real"
        try FileManager.default.moveItem(atPath: folder.path, toPath: real)
        try FileManager.default.createSymbolicLink(atPath: folder.path, withDestinationPath: real)
        #expect(throws: StoreError.notTrusted(path: folder.path, why: "is a symbolic link")) { try folder.backups() }
        #expect(throws: StoreError.notTrusted(path: folder.path, why: "is a symbolic link")) { try take() }
    }

    @Test(arguments: 1..<Schema.version) func `a backup of an older version is verified as a restore would read it`(version: Int) throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/schema-\(version).sql")
        let name = BackupName(takenAt: ScratchStore.now)
        try DurableFolder(path: folder.path).make()
        try DatabaseQueue(path: folder.path(of: name)).writeWithoutTransaction { try $0.execute(sql: String(contentsOf: fixture, encoding: .utf8)) }
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.path(of: name)))
        let backup = try #require(try folder.backups().first)
        #expect(try folder.verify(backup, repository: "", now: { ScratchStore.now }).findings == [])
        #expect(try folder.backups().first?.manifest?.schema == version)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path(of: name))) == before)
        let verified = try #require(try folder.backups().first)
        _ = try scratch.store.directory.replaceDatabase(with: verified, because: .replaced)
        let restored = try Store(scratch.store.directory)
        #expect(try restored.verify() == [])
        #expect(try restored.read { try $0.mintReason() } == .restored)
    }

    @Test func `a restore keeps what is readable, forgets open claims, keeps revocations, and accuses nobody`() throws {
        let backup = try take()
        let held = try scratch.store.read { try $0.facts(after: 0, limit: .max) }.map(\.line)
        let revocation = TrustDecision(
            replica: RandomFacts.key(9, 1).replica, verdict: .revoked(reason: "lost"), name: nil, decidedBy: nil,
            decidedAt: ScratchStore.now)
        let late = try scratch.store.write(now: ScratchStore.now) { transaction in
            try transaction.decide(revocation)
            return try transaction.append(.titled("later"), to: ScratchStore.session(3), isHuman: true)
        }
        let directory = scratch.store.directory
        let replacement = try directory.replaceDatabase(with: backup, because: .replaced)
        #expect(replacement.setAside == directory.database + ".replaced-1")
        #expect(replacement.readableCount == held.count + 1)
        #expect(directory.salvaged.read()?.map { $0?.line } == [late], "only what the backup lacks")
        let store = try Store(directory)
        #expect(try store.lookForShortfall(now: ScratchStore.now) == nil)
        #expect(try store.read { try $0.facts(after: 0, limit: .max) }.map(\.line) == held)
        #expect(try store.read { try $0.trustDecisions().map(\.verdict) } == [.revoked(reason: "lost")])
        store.use(scratch.key)
        #expect(throws: StoreError.mustMint(.restored)) {
            try store.write(now: ScratchStore.now) { try $0.append(.kept, to: ScratchStore.session(0), isHuman: true) }
        }
        #expect(throws: StoreError.replaced(path: directory.database)) { try scratch.store.read { try $0.counts() } }
    }

    @Test func `a backup that was changed after it was verified changes nothing`() throws {
        let backup = try take()
        let file = try #require(FileHandle(forUpdatingAtPath: backup.path))
        try file.seek(toOffset: 5000)
        try file.write(contentsOf: Data([1, 2, 3]))
        try file.close()
        let before = scratch.store.directory.stamp
        #expect {
            try scratch.store.directory.replaceDatabase(with: backup, because: .replaced)
        } throws: { error in
            if case StoreError.corrupt(backup.path, _) = error { true } else { false }
        }
        #expect(scratch.store.directory.stamp == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.store.directory.path).allSatisfy { !$0.contains(".new-") })
    }
}
