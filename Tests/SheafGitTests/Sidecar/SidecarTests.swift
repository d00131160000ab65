import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

@Suite struct SidecarTests {
    let directory: TemporaryDirectory
    let sidecar: Sidecar
    let git: FixtureRepository

    init() throws {
        directory = try TemporaryDirectory()
        sidecar = try Sidecar.open(at: directory.file("sheaf/state.git"))
        git = FixtureRepository(existing: sidecar.path)
    }

    @discardableResult
    private func commit(_ text: String, on parent: ObjectID? = nil) throws -> ObjectID {
        let batch = try sidecar.batch()
        let blob = try batch.writeBlob(Array(text.utf8))
        let tree = try batch.writeTree([TreeEntry(name: Array("file".utf8), mode: .file, id: blob)])
        let commit = try batch.writeCommit(tree: tree, parent: parent, at: Int64(FixtureGit.epoch))
        try batch.finish()
        return commit
    }

    private func packs() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: sidecar.path + "/objects/pack").filter { $0.hasSuffix(".pack") }
    }

    // MARK: Layout

    @Test func plainGitBehavesInIt() throws {
        let id = try commit("x")
        #expect(try sidecar.updateReference(Sidecar.stateReference, to: id, expecting: nil))
        #expect(try git.git("rev-parse", "refs/sheaf/state") == id.hex)
        #expect(try git.git("log", "refs/sheaf/state", "--format=%an %ae %cd %s", "--date=unix")
            == "Sheaf sheaf@localhost \(FixtureGit.epoch) State of Sheaf")
        #expect(try git.git("fsck", "--strict", "--full") == "")
        #expect(try git.git("config", "gc.auto") == "0")
        #expect(try git.git("config", "core.logAllRefUpdates") == "false")
        #expect(try git.git("rev-parse", "--is-bare-repository") == "true")
        #expect(try git.git("reflog", "show", "refs/sheaf/state") == "")
    }

    @Test func nobodyElseMayLookInside() throws {
        for (name, mode) in [("", 0o700), ("/config", 0o600), ("/../", 0o700)] as [(String, mode_t)] {
            var status = stat()
            #expect(stat(sidecar.path + name, &status) == 0)
            #expect(status.st_mode & 0o777 == mode, "\(name)")
        }
        try sidecar.adopt(Configuration(parsing: []), [], trustsCommands: false)
        try commit("x")
        var status = stat()
        #expect(try stat(sidecar.path + "/objects/pack/" + #require(packs().first), &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
    }

    @Test func openingAgainChangesNothing() throws {
        try commit("x")
        let before = try snapshot(sidecar.path)
        _ = try Sidecar.open(at: sidecar.path)
        #expect(try snapshot(sidecar.path) == before)
    }

    @Test func historiesAreComparedWhetherTheyMeetOrNot() throws {
        let root = try commit("root")
        let (left, right, stranger) = (try commit("left", on: root), try commit("right", on: root), try commit("other root"))
        #expect(try sidecar.isDescendant(left, of: root) && !sidecar.isDescendant(root, of: left))
        #expect(try !sidecar.isDescendant(left, of: right) && sidecar.haveCommonHistory(left, right))
        #expect(try sidecar.haveCommonHistory(left, root) && sidecar.haveCommonHistory(left, left))
        #expect(try !sidecar.haveCommonHistory(left, stranger) && !sidecar.isDescendant(left, of: stranger))
    }

    @Test func halfMadeSidecarIsCompleted() throws {
        let path = directory.file("half.git")
        mkdir(path, 0o700)
        mkdir(path + "/objects", 0o700)
        let opened = try Sidecar.open(at: path)
        #expect(try opened.reference(Sidecar.stateReference) == .absent)
        #expect(try FixtureRepository(existing: path).git("fsck", "--strict") == "")
    }

    @Test func manyMayMakeItAtOnce() async throws {
        let path = directory.file("race/state.git")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try Sidecar.open(at: path) } }
            try await group.waitForAll()
        }
        #expect(try FixtureRepository(existing: path).git("config", "core.bigFileThreshold") == "16m")
        #expect(try FixtureRepository(existing: path).git("fsck", "--strict") == "")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
    func sidecarOfAnotherUserIsRefusedByName() throws {
        #expect(chown(sidecar.path, 12_345, 12_345) == 0)
        #expect(throws: GitError.fileSystem(path: sidecar.path, errno: EPERM)) { try Sidecar.open(at: sidecar.path) }
    }

    @Test func onlyOldLeftoversAreSweptAway() throws {
        let pack = sidecar.path + "/objects/pack/"
        let refs = sidecar.path + "/refs/sheaf/"
        mkdir(refs, 0o700)
        for folder in ["remotes", "outgoing", "incoming"] { mkdir(refs + folder, 0o700) }
        let old = [
            pack + "tmp_pack_Ab", pack + "pack_git2_Cd", pack + "pack-1.keep", refs + "state.lock", refs + "remotes/origin.lock",
            refs + "outgoing/1", refs + "incoming/2", refs + "incoming/3.lock", sidecar.path + "/packed-refs.lock",
            sidecar.path + "/config.lock", sidecar.path + "/config.new-1-2", sidecar.path + "/gc.pid", sidecar.path + "/packed-refs.new",
            sidecar.path + "/objects/info/commit-graph.lock", pack + "multi-pack-index.lock", sidecar.path + "/objects/ab/tmp_obj_Gh",
        ]
        mkdir(sidecar.path + "/objects/ab", 0o700)
        let young = [pack + "tmp_pack_Ef", refs + "other.lock", sidecar.path + "/HEAD.lock"]
        let foreign = [pack + "pack-1234.idx"]
        let twoHoursAgo = Date(timeIntervalSinceNow: -7_200)
        for file in old + young + foreign {
            #expect(FileManager.default.createFile(atPath: file, contents: Data()))
            if !young.contains(file) {
                try FileManager.default.setAttributes([.modificationDate: twoHoursAgo], ofItemAtPath: file)
            }
        }
        _ = try Sidecar.open(at: sidecar.path)
        #expect(old.filter { FileManager.default.fileExists(atPath: $0) } == [])
        #expect((young + foreign).filter { !FileManager.default.fileExists(atPath: $0) } == [])
    }

    @Test func aLockOfTheConfigurationIsInNobodysWay() throws {
        let path = directory.file("killed.git")
        mkdir(path, 0o700)
        #expect(FileManager.default.createFile(atPath: path + "/config.lock", contents: Data()))
        let opened = try Sidecar.open(at: path)
        #expect(try opened.reference(Sidecar.stateReference) == .absent)
        #expect(try FixtureRepository(existing: path).git("config", "core.fsync") == "all")
    }

    @Test func aConfigurationThatSaysOtherwiseIsWrittenAgain() throws {
        try git.git("config", "gc.auto", "6700")
        _ = try Sidecar.open(at: sidecar.path)
        #expect(try git.git("config", "gc.auto") == "0")
        #expect(try git.git("fsck", "--strict") == "")
    }

    // MARK: Objects

    @Test func aBatchIsOnePackOfTheFreshObjectsOnly() throws {
        let first = try sidecar.batch()
        var entries: [TreeEntry] = []
        for number in 0..<500 {
            let id = try first.writeBlob(Array("blob \(number)".utf8))
            entries.append(TreeEntry(name: Array("f\(number)".utf8), mode: .file, id: id))
        }
        let folder = try first.writeTree(entries)
        let root = try first.writeTree([TreeEntry(name: Array("d".utf8), mode: .tree, id: folder)])
        let one = try first.writeCommit(tree: root, parent: nil, at: 1)
        #expect(try packs() == [])
        #expect(!sidecar.contains(one))
        try first.finish()
        #expect(try packs().count == 1)

        let second = try sidecar.batch()
        let changed = try second.writeBlob(Array("changed".utf8))
        #expect(try second.writeBlob(Array("blob 7".utf8)) == entries[7].id)
        entries[0] = TreeEntry(name: entries[0].name, mode: .file, id: changed)
        let folder2 = try second.writeTree(entries.reversed())
        let root2 = try second.writeTree([TreeEntry(name: Array("d".utf8), mode: .tree, id: folder2)])
        let two = try second.writeCommit(tree: root2, parent: one, at: 2)
        #expect(second.freshCount == 4)
        try second.finish()
        #expect(try packs().count == 2)
        #expect(try sidecar.updateReference(Sidecar.stateReference, to: two, expecting: nil))

        #expect(try git.git("fsck", "--strict", "--full") == "")
        let counted = try git.git("count-objects", "-v").split(separator: "\n")
        #expect(counted.contains("count: 0") && counted.contains("in-pack: 507"))
        #expect(try git.git("cat-file", "-p", "refs/sheaf/state:d/f0") == "changed")
        #expect(try git.git("rev-list", "refs/sheaf/state") == "\(two)\n\(one)")
    }

    /// Sizes around every limit of the format: the header's four bits and each seven after them, what compresses and what
    /// does not, more than one buffer.
    @Test func gitReadsBackEveryObjectOfAPack() throws {
        let batch = try sidecar.batch()
        var generator = SeededGenerator(seed: 3)
        var written: [ObjectID: [UInt8]] = [:]
        for size in [0, 1, 15, 16, 17, 2047, 2048, 2049, 65_535, 65_536, 262_143, 262_144, 262_145, 3_000_000] {
            for bytes in [
                [UInt8](repeating: 65, count: size), (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) },
            ] {
                let id = try batch.writeBlob(bytes)
                written[id] = bytes
                #expect(try batch.blob(id) == bytes)
                #expect(try batch.byteCount(ofBlob: id) == size)
            }
        }
        try batch.finish()
        for (id, bytes) in written {
            #expect(try batch.blob(id) == bytes)
            #expect(try sidecar.blob(id, bytesMax: 1 << 22) == bytes)
            #expect(try git.git("cat-file", "-s", id.hex) == "\(bytes.count)")
        }
        let pack = sidecar.path + "/objects/pack/" + (try #require(packs().first))
        #expect(try git.git("index-pack", "--strict", "--fsck-objects", "-o", directory.file("again.idx"), pack) != "")
        #expect(FileManager.default.contentsEqual(
            atPath: directory.file("again.idx"), andPath: pack.replacing(".pack", with: ".idx")))
    }

    @Test func aBatchReadsWhatItHasMadeAndKnowsItsType() throws {
        let batch = try sidecar.batch()
        let blob = try batch.writeBlob([1])
        let entry = TreeEntry(name: [97], mode: .file, id: blob)
        let tree = try batch.writeTree([entry])
        #expect(try batch.entries(of: tree) == [entry])
        #expect(throws: GitError.unexpectedType(tree, found: .tree, expected: .blob)) { try batch.blob(tree) }
        #expect(throws: GitError.unexpectedType(tree, found: .tree, expected: .blob)) { try batch.byteCount(ofBlob: tree) }
        #expect(throws: GitError.unexpectedType(blob, found: .blob, expected: .tree)) { try batch.entries(of: blob) }
    }

    @Test func anEmptyBatchAndADroppedOneLeaveNothing() throws {
        try sidecar.batch().finish()
        do {
            let dropped = try sidecar.batch()
            _ = try dropped.writeBlob([1, 2, 3])
        }
        #expect(try git.git("count-objects", "-v").contains("in-pack: 0"))
        #expect(try packs() == [])
    }

    @Test func treesSortAsGitWants() throws {
        let batch = try sidecar.batch()
        let blob = try batch.writeBlob([])
        let empty = try batch.writeTree([])
        let tree = try batch.writeTree([
            TreeEntry(name: Array("a".utf8), mode: .tree, id: empty),
            TreeEntry(name: Array("a.b".utf8), mode: .file, id: blob),
            TreeEntry(name: Array("a0".utf8), mode: .file, id: blob),
        ])
        try batch.finish()
        #expect(try sidecar.entries(of: tree).map { String(decoding: $0.name, as: UTF8.self) } == ["a.b", "a", "a0"])
        #expect(try git.git("fsck", "--strict").contains("error") == false)
        #expect(empty.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    }

    @Test func headersAndBlobsKnowTheirSizeFirst() throws {
        let batch = try sidecar.batch()
        let id = try batch.writeBlob([UInt8](repeating: 7, count: 1_000))
        try batch.finish()
        #expect(try sidecar.header(of: id) == (.blob, 1_000))
        #expect(try sidecar.blob(id, bytesMax: 1_000).count == 1_000)
        #expect(throws: GitError.tooLarge(what: "blob \(id)", bytes: 1_000, bytesMax: 999)) {
            try sidecar.blob(id, bytesMax: 999)
        }
        let absent = try #require(ObjectID(String(repeating: "cd", count: 20)))
        #expect(throws: GitError.missingObject(absent)) { try sidecar.header(of: absent) }
        #expect(throws: GitError.missingObject(absent)) { try sidecar.blob(absent, bytesMax: 1) }
        #expect(throws: GitError.unexpectedType(id, found: .blob, expected: .tree)) { try sidecar.entries(of: id) }
    }

    /// Trees as a hostile remote may store them, each entry as mode, name and whether the id is cut.
    @Test func hostileTreesAreShownAsTheyAreOrRefused() throws {
        let blob = try git.git("hash-object", "-w", "--stdin", input: "x")
        let raw = try #require(ObjectID(blob)).bytes
        func tree(_ bytes: [UInt8]) throws -> ObjectID {
            let file = directory.file("tree")
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            return try #require(ObjectID(try git.git("hash-object", "-t", "tree", "-w", "--literally", file)))
        }
        func entry(_ mode: String, _ name: [UInt8]) -> [UInt8] { Array(mode.utf8) + [32] + name + [0] + raw }
        let names: [[UInt8]] = [
            Array("..".utf8), Array(".git".utf8), Array("a/b".utf8), Array("\u{1b}[2J".utf8), [0xff, 0xfe],
            Array("con".utf8), [UInt8](repeating: 97, count: 5_000), Array("a".utf8), Array("a".utf8),
        ]
        let odd = try sidecar.entries(of: tree(names.flatMap { entry("100644", $0) }))
        #expect(odd.map(\.name) == names)
        let modes = ["120000", "160000", "100755", "100777", "0", "040000", "7777777"]
        let told = try sidecar.entries(of: tree(modes.flatMap { entry($0, Array("m".utf8)) }))
        #expect(told.map(\.mode.rawValue) == [0o120000, 0o160000, 0o100755, 0o100777, 0, 0o40000, 0o7777777])
        let malformed: [[UInt8]] = [
            Array(entry("100644", Array("x".utf8)).dropLast()), entry("100844", Array("x".utf8)), entry("", Array("x".utf8)),
            entry("100644", []), entry("77777777", Array("x".utf8)), Array("100644".utf8), Array("100644 x".utf8),
        ]
        for bytes in malformed {
            let id = try tree(bytes)
            let error = #expect(throws: GitError.self) { try sidecar.entries(of: id) }
            guard case .malformedObject(id, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    // MARK: Refs

    @Test func refsAreToldApartByWhatTheyName() throws {
        let id = try commit("x")
        #expect(try sidecar.reference("refs/sheaf/state") == .absent)
        #expect(try sidecar.updateReference("refs/sheaf/state", to: id, expecting: nil))
        let tree = try #require(ObjectID(try git.git("rev-parse", "refs/sheaf/state^{tree}")))
        #expect(try sidecar.reference("refs/sheaf/state") == .commit(id, tree: tree))
        try git.git("update-ref", "refs/sheaf/remotes/tree", tree.hex)
        #expect(try sidecar.reference("refs/sheaf/remotes/tree") == .other(tree, .tree))
        try git.git("tag", "-a", "-m", "x", "annotated", id.hex)
        let tag = try #require(ObjectID(try git.git("rev-parse", "annotated")))
        try git.git("update-ref", "refs/sheaf/remotes/tag", tag.hex)
        #expect(try sidecar.reference("refs/sheaf/remotes/tag") == .other(tag, .tag))
        #expect(try sidecar.references(matching: "refs/sheaf/").map(\.name)
            == ["refs/sheaf/remotes/tag", "refs/sheaf/remotes/tree", "refs/sheaf/state"])
    }

    @Test func compareAndSwapRefusesEveryOtherValue() throws {
        let (one, two, three) = (try commit("1"), try commit("2"), try commit("3"))
        let name = Sidecar.stateReference
        #expect(try !sidecar.updateReference(name, to: one, expecting: two))
        #expect(try sidecar.reference(name) == .absent)
        #expect(try sidecar.updateReference(name, to: one, expecting: nil))
        #expect(try !sidecar.updateReference(name, to: two, expecting: nil))
        #expect(try !sidecar.updateReference(name, to: two, expecting: three))
        #expect(try sidecar.reference(name).id == one)
        try git.git("pack-refs", "--all")
        #expect(try !sidecar.updateReference(name, to: two, expecting: nil))
        #expect(try sidecar.updateReference(name, to: two, expecting: one))
        #expect(try sidecar.reference(name).id == two)
        try sidecar.setReference(name, to: three)
        #expect(try git.git("rev-parse", name) == three.hex)
        try git.git("pack-refs", "--all")
        try sidecar.deleteReference(name)
        try sidecar.deleteReference(name)
        #expect(try sidecar.reference(name) == .absent)
        let absent = try #require(ObjectID(String(repeating: "cd", count: 20)))
        #expect(throws: GitError.missingObject(absent)) {
            try sidecar.updateReference(name, to: absent, expecting: nil)
        }
    }

    /// Every increment is one successful swap; a lost update would leave the chain shorter than the count.
    @Test(arguments: [true, false]) func raceOfSwapsLosesNoUpdate(fromAbsent: Bool) async throws {
        let name = Sidecar.stateReference
        if !fromAbsent { #expect(try sidecar.updateReference(name, to: commit("start"), expecting: nil)) }
        let path = sidecar.path
        let perWriter = 15
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    // A handle of its own, as another process would have.
                    let own = try Sidecar.open(at: path)
                    var done = 0
                    while done < perWriter {
                        let tip = try own.reference(name).id
                        let batch = try own.batch()
                        let tree = try batch.writeTree([
                            TreeEntry(name: Array("n".utf8), mode: .file, id: batch.writeBlob(Array("\(writer) \(done)".utf8)))
                        ])
                        let next = try batch.writeCommit(tree: tree, parent: tip, at: Int64(writer * 1_000 + done))
                        try batch.finish()
                        if try own.updateReference(name, to: next, expecting: tip) { done += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        let expected = 4 * perWriter + (fromAbsent ? 0 : 1)
        #expect(try git.git("rev-list", "--count", name) == "\(expected)")
    }

    @Test func lockOfALivingProcessIsRespectedAndThatOfADeadOneReaped() throws {
        let id = try commit("x")
        let lock = sidecar.path + "/refs/sheaf/state.lock"
        mkdir(sidecar.path + "/refs/sheaf", 0o700)
        #expect(FileManager.default.createFile(atPath: lock, contents: Data()))
        let error = #expect(throws: GitError.self) {
            try sidecar.updateReference(Sidecar.stateReference, to: id, expecting: nil)
        }
        guard case .referenceLocked(Sidecar.stateReference, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -120)], ofItemAtPath: lock)
        #expect(try sidecar.updateReference(Sidecar.stateReference, to: id, expecting: nil))
        #expect(!FileManager.default.fileExists(atPath: lock))
    }

    /// A process that was killed while it changed a ref: git's lock, and the ref's name in the guard.
    @Test(arguments: ["refs/sheaf/state", "refs/sheaf/remotes/origin"])
    func aLockIsRemovedAtOnceWhenItsOwnerIsKnownToHaveDied(abandoned: String) throws {
        let id = try commit("x")
        try FileManager.default.createDirectory(
            atPath: sidecar.path + "/refs/sheaf/remotes", withIntermediateDirectories: true)
        let locks = ["\(sidecar.path)/\(abandoned).lock", sidecar.path + "/packed-refs.lock"]
        for lock in locks { #expect(FileManager.default.createFile(atPath: lock, contents: Data())) }
        try Data(abandoned.utf8).write(to: URL(fileURLWithPath: sidecar.path + "/guard"))
        #expect(try sidecar.updateReference(Sidecar.stateReference, to: id, expecting: nil))
        #expect(locks.filter { FileManager.default.fileExists(atPath: $0) } == [])
        #expect(try Data(contentsOf: URL(fileURLWithPath: sidecar.path + "/guard")).isEmpty)
        try sidecar.deleteReference(Sidecar.stateReference)
        #expect(try sidecar.reference(Sidecar.stateReference) == .absent)
    }
}
