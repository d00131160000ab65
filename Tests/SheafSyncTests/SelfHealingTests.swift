import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafWorkspace
import TestSupport
import Testing

/// The remote's ref may vanish, go back or become garbage; a database may be copied, restored or lost. Nothing is.
@Suite struct SelfHealingTests {
    enum Damage: CaseIterable, Sendable {
        case deleted, rewound, replacedByForeignHistory, blob, tag, tree, emptyTree

        func inflict(on fleet: Fleet, older: String) throws {
            let git = { (arguments: [String], input: String) in
                try FixtureGit.run(arguments, in: fleet.remotePath, input: input)
            }
            let target: String
            switch self {
            case .deleted:
                _ = try git(["update-ref", "-d", "refs/sheaf/state"], "")
                return
            case .rewound: target = older
            case .replacedByForeignHistory: target = try git(["rev-parse", "refs/heads/main"], "")
            case .blob: target = try git(["hash-object", "-w", "--stdin"], "nonsense")
            case .tag:
                let tag = "object \(older)\ntype commit\ntag t\ntagger A <a@example.com> 0 +0000\n\nt\n"
                target = try git(["hash-object", "-w", "-t", "tag", "--stdin"], tag)
            case .tree: target = try git(["rev-parse", "refs/heads/main^{tree}"], "")
            case .emptyTree:
                let tree = try git(["hash-object", "-w", "-t", "tree", "--stdin"], "")
                target = try git(["commit-tree", tree, "-m", "empty"], "")
            }
            // A ref file written by hand: git itself would refuse some of these.
            let path = "\(fleet.remotePath)/refs/sheaf/state"
            try FileManager.default.createDirectory(
                atPath: "\(fleet.remotePath)/refs/sheaf", withIntermediateDirectories: true)
            try Data("\(target)\n".utf8).write(to: URL(fileURLWithPath: path))
        }
    }

    @Test(arguments: Damage.allCases)
    func aDamagedRemoteRefIsMendedWithoutLoss(damage: Damage) async throws {
        let fleet = try Fleet(2, seed: 21)
        var generator = SeededGenerator(seed: 21)
        let (first, second) = (fleet.members[0], fleet.members[1])
        try first.open().writeSomething(using: &generator)
        try await first.sync()
        let older = try #require(try fleet.remoteTip())
        try await second.sync()
        try second.open().writeSomething(using: &generator)
        try await second.sync()
        try damage.inflict(on: fleet, older: older)
        let held = try first.hashes().union(second.hashes())
        try await fleet.settle()
        for member in fleet.members { #expect(try member.hashes() == held) }
        let remoteTree = try FixtureGit.run(["rev-parse", "refs/sheaf/state^{tree}"], in: fleet.remotePath)
        #expect(try first.tree() == remoteTree)
        #expect(try second.tree() == remoteTree)
        #expect(try FixtureGit.run(["cat-file", "-t", "refs/sheaf/state"], in: fleet.remotePath) == "commit")
    }

    @Test func aCopiedGitDirectoryBecomesAReplicaOfItsOwn() async throws {
        let fleet = try Fleet(1, seed: 31)
        var generator = SeededGenerator(seed: 31)
        let original = fleet.members[0]
        try original.open().writeSomething(using: &generator)
        let copyPath = "\(fleet.directory.path)/copy"
        try FileManager.default.copyItem(atPath: original.path, toPath: copyPath)
        let copy = Fleet.Member(path: copyPath, surroundings: original.surroundings)
        try original.open().writeSomething(using: &generator)
        try copy.open().writeSomething(using: &generator)
        #expect(try original.open().replica != copy.open().replica)
        let written = try original.hashes().union(copy.hashes())
        for member in [original, copy, original] { try await member.sync() }
        #expect(try original.hashes() == written)
        #expect(try copy.hashes() == written)
        let forks = try original.open().store.read { try $0.conflicts() }.filter { $0.rule == .fork }
        #expect(forks.isEmpty)
    }

    enum Tear: CaseIterable, Sendable {
        /// The ref was copied after the objects.
        case newestPackMissing
        case packsWithoutIndex
        /// The log was copied after a checkpoint, the database before it.
        case databaseOlderThanItsLog
    }

    /// Copies the repository in the worst order for one file, with the original going on in between.
    private func tornCopy(
        of original: Fleet.Member, _ tear: Tear, in directory: String, _ generator: inout SeededGenerator
    ) throws -> Fleet.Member {
        let path = "\(directory)/torn"
        let files = FileManager.default
        let database = "\(original.path)/.git/sheaf/sheaf.db"
        try files.copyItem(atPath: database, toPath: "\(directory)/early.db")
        for _ in 0..<30 { try original.open().writeSomething(using: &generator) }
        try original.open().project()
        if tear == .databaseOlderThanItsLog {
            _ = try original.open().store.checkpoint()
            for _ in 0..<5 { try original.open().writeSomething(using: &generator) }
        }
        try files.copyItem(atPath: original.path, toPath: path)
        let packs = "\(path)/.git/sheaf/state.git/objects/pack"
        let names = try files.contentsOfDirectory(atPath: packs).map { "\(packs)/\($0)" }
        switch tear {
        case .newestPackMissing:
            let newest = try #require(names.filter { $0.hasSuffix(".pack") }.max { try modified($0) < modified($1) })
            try files.removeItem(atPath: newest)
        case .packsWithoutIndex:
            for name in names where name.hasSuffix(".idx") { try files.removeItem(atPath: name) }
        case .databaseOlderThanItsLog:
            try files.removeItem(atPath: "\(path)/.git/sheaf/sheaf.db")
            try files.copyItem(atPath: "\(directory)/early.db", toPath: "\(path)/.git/sheaf/sheaf.db")
        }
        return Fleet.Member(path: path, surroundings: original.surroundings)
    }

    private func modified(_ path: String) throws -> Date {
        try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date ?? .distantPast
    }

    @Test(arguments: Tear.allCases)
    func aCopyThatWasTornGoesOnOrIsRefusedAndRebuilt(tear: Tear) async throws {
        let fleet = try Fleet(1, seed: 38)
        var generator = SeededGenerator(seed: 38)
        let original = fleet.members[0]
        try original.open().writeSomething(using: &generator)
        try original.open().project()
        _ = try original.open().store.checkpoint()
        let copy = try tornCopy(of: original, tear, in: fleet.directory.path, &generator)
        if tear == .databaseOlderThanItsLog {
            #expect(throws: StoreError.self) { try copy.open() }
            let report = try Workspace.rebuild(from: copy.path, surroundings: copy.surroundings)
            #expect(report.setAside != nil)
        }
        try copy.open().writeSomething(using: &generator)
        #expect(try copy.open().replica != original.open().replica)
        let written = try original.hashes().union(copy.hashes())
        for member in [copy, original, copy] { try await member.sync() }
        #expect(try original.hashes() == written)
        #expect(try copy.hashes() == written)
        #expect(try copy.tree() == original.tree())
        guard tear != .databaseOlderThanItsLog else { return }
        let said = Doctor(directory: copy.path, surroundings: copy.surroundings).examine().map(\.detail)
        #expect(said.contains { $0.contains("was not whole") }, "\(said)")
        #expect(said.contains { $0.contains("the repository was copied and the original is still there") }, "\(said)")
    }

    @Test func aMovedRepositoryStaysTheSameReplica() throws {
        let fleet = try Fleet(1, seed: 32)
        let original = fleet.members[0]
        let replica = try original.open().replica
        let moved = "\(fleet.directory.path)/moved"
        try FileManager.default.moveItem(atPath: original.path, toPath: moved)
        #expect(try Fleet.Member(path: moved, surroundings: original.surroundings).open().replica == replica)
    }

    @Test func aRestoredDatabaseTakesBackWhatTheSidecarHoldsAndGoesOnAsANewReplica() async throws {
        let fleet = try Fleet(2, seed: 33)
        var generator = SeededGenerator(seed: 33)
        let member = fleet.members[0]
        try member.open().writeSomething(using: &generator)
        _ = try member.open().store.checkpoint()
        let database = "\(member.path)/.git/sheaf/sheaf.db"
        try FileManager.default.copyItem(atPath: database, toPath: database + ".backup")
        try member.open().writeSomething(using: &generator)
        try await member.sync()
        let (written, replica) = (try member.hashes(), try member.open().replica)
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
        try FileManager.default.moveItem(atPath: database + ".backup", toPath: database)
        #expect(try member.hashes().isSuperset(of: written))
        #expect(try member.open().replica != replica)
        try member.open().writeSomething(using: &generator)
        try await fleet.settle()
        #expect(try fleet.members[1].hashes().isSuperset(of: written))
        let forks = try member.open().store.read { try $0.conflicts() }.filter { $0.rule == .fork }
        #expect(forks.isEmpty)
    }

    @Test func aLostSidecarIsMadeAgainFromTheDatabase() async throws {
        let fleet = try Fleet(1, seed: 34)
        var generator = SeededGenerator(seed: 34)
        let member = fleet.members[0]
        for _ in 0..<5 { try member.open().writeSomething(using: &generator) }
        try await member.sync()
        let tree = try member.tree()
        try FileManager.default.removeItem(atPath: member.sidecar)
        #expect(try await member.sync().outcome == .inSync(pushed: false))
        #expect(try member.tree() == tree)
    }

    /// What a rebuild leaves that is killed when it has just moved the damaged database away.
    @Test func whatADamagedDatabaseStillGaveComesBackWithoutARebuild() throws {
        let fleet = try Fleet(1, seed: 38)
        var generator = SeededGenerator(seed: 38)
        let member = fleet.members[0]
        try member.open().writeSomething(using: &generator)
        let written = try member.hashes()
        let folder = StoreDirectory(path: "\(member.path)/.git/sheaf")
        _ = try folder.setDatabaseAside()
        #expect(try member.hashes().isSuperset(of: written))
        #expect(!folder.salvaged.isPresent)
        #expect(try member.open().store.verify().isEmpty)
    }

    @Test func aPushByHandSendsWhatThereIs() async throws {
        let fleet = try Fleet(2, seed: 35)
        var generator = SeededGenerator(seed: 35)
        let (first, second) = (fleet.members[0], fleet.members[1])
        for _ in 0..<3 {
            try first.open().writeSomething(using: &generator)
            try first.open().project()
            try FixtureGit.run(["push", "-q", "origin", "refs/sheaf/state"], in: first.sidecar)
        }
        try await second.sync()
        #expect(try second.hashes().isSuperset(of: first.hashes()))
    }

    @Test func packsOfManyExchangesAreGathered() async throws {
        let fleet = try Fleet(1, seed: 37)
        var generator = SeededGenerator(seed: 37)
        let member = fleet.members[0]
        let packs = "\(member.sidecar)/objects/pack"
        let count = { try FileManager.default.contentsOfDirectory(atPath: packs).filter { $0.hasSuffix(".pack") }.count }
        var counts: [Int] = []
        for _ in 0...Sidecar.packCountMax {
            try member.open().writeSomething(using: &generator)
            try member.open().project()
            counts.append(try count())
        }
        // One more than may be, and all become one.
        #expect(counts.max() == Sidecar.packCountMax)
        #expect(counts.last.map { $0 < 10 } == true)
        let written = try member.hashes()
        try await member.sync()
        #expect(try count() < 10)
        #expect(try member.hashes() == written)
        #expect(try FixtureGit.attempt(["fsck", "--strict"], in: member.sidecar).exit == .exited(0))
    }

    @Test func nothingIsSentBeforeSomebodyAllowsIt() async throws {
        let fleet = try Fleet(1, seed: 36)
        await #expect(throws: WorkspaceError.self) { try await fleet.members[0].open().sync(isTyped: false) }
        #expect(try fleet.remoteTip() == nil)
    }
}
