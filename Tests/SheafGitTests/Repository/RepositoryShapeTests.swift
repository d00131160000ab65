import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// Every make of repository that git can produce is located and read alike by both back ends, or refused clearly.
@Suite struct RepositoryShapeTests {
    let directory: TemporaryDirectory
    let origin: FixtureRepository

    init() throws {
        directory = try TemporaryDirectory()
        origin = try FixtureRepository(at: directory.file("origin"))
        try origin.commit("One\n", files: ["a.txt": "1", "deep/er/b.txt": "1"], time: FixtureGit.epoch)
        try origin.git("tag", "-a", "v1", "-m", "One")
        try origin.commit("Two\n", files: ["a.txt": "2"], time: FixtureGit.epoch + 60)
        try origin.git("checkout", "--quiet", "-b", "side", "HEAD~1")
        try origin.commit("Side\n", files: ["side.txt": "1"], time: FixtureGit.epoch + 90)
        try origin.git("checkout", "--quiet", "main")
        try FixtureGit.run(
            ["merge", "--quiet", "--no-ff", "-m", "Merge", "side"], in: origin.path,
            environment: FixtureGit.environment(at: FixtureGit.epoch + 120))
        try origin.commit("Remove\n", files: ["deep/er/c.txt": "1"], time: FixtureGit.epoch + 180)
    }

    private func clone(_ name: String, _ options: String...) throws -> FixtureRepository {
        let path = directory.file(name)
        try FixtureGit.run(["clone", "--quiet"] + options + ["file://\(origin.path)", path], in: "/")
        return FixtureRepository(existing: path)
    }

    /// - Returns: what both back ends say.
    private func bothSay(_ path: String) throws -> String {
        let told = try BackEnd.allCases.map { try $0.open(path).everything() }
        #expect(told[0] == told[1])
        #expect(try UserRepositories.open(at: path) is Libgit2Repository)
        return told[0]
    }

    @Test func normal() throws {
        let location = try RepositoryLocation.find(from: origin.path + "/deep/er")
        #expect(location.gitDirectory == origin.gitDirectory)
        #expect(location.commonDirectory == origin.gitDirectory)
        #expect(location.workTree == origin.path)
        #expect(location.objectFormat == .sha1 && location.referenceStorage == .files && !location.isShallow)
        let text = try bothSay(origin.path + "/deep/er")
        #expect(text.contains("default refs/heads/main"))
        #expect(text.contains("paths ChangedPaths(paths: [\"a.txt\", \"deep/er/b.txt\"], truncated: false)"))
    }

    @Test func bare() throws {
        let bare = try clone("bare.git", "--bare")
        let location = try RepositoryLocation.find(from: bare.path)
        #expect(location.workTree == nil && location.gitDirectory == bare.path)
        #expect(try bothSay(bare.path).contains("remote origin file://\(origin.path)"))
    }

    @Test func linkedWorkTreesShareTheCommonDirectoryAndHaveTheirOwnHead() throws {
        try origin.git("worktree", "add", "--quiet", "--detach", directory.file("linked"), "side")
        let location = try RepositoryLocation.find(from: directory.file("linked"))
        #expect(location.gitDirectory == origin.gitDirectory + "/worktrees/linked")
        #expect(location.commonDirectory == origin.gitDirectory)
        #expect(location.workTree == directory.file("linked"))
        let side = try origin.git("rev-parse", "side")
        #expect(try bothSay(directory.file("linked")).hasPrefix("head detached(commit: \(side))"))
    }

    @Test func linkedWorkTreeOfABareRepository() throws {
        let bare = try clone("bare.git", "--bare")
        try bare.git("worktree", "add", "--quiet", directory.file("linked"), "side")
        let location = try RepositoryLocation.find(from: directory.file("linked"))
        #expect(location.workTree == directory.file("linked") && location.commonDirectory == bare.path)
        #expect(try bothSay(directory.file("linked")).hasPrefix("head branch(name: \"refs/heads/side\""))
    }

    @Test func shallowHistoryEndsAtTheBoundaryAndSaysSo() throws {
        let shallow = try clone("shallow", "--depth=2", "--no-single-branch")
        #expect(try RepositoryLocation.find(from: shallow.path).isShallow)
        let cut = try String(contentsOfFile: shallow.gitDirectory + "/shallow", encoding: .utf8)
            .split(separator: "\n").map(String.init).sorted()
        let text = try bothSay(shallow.path)
        #expect(text.contains("boundary [\(cut.joined(separator: ", "))]"))
        let parents = cut.compactMap { try? shallow.git("cat-file", "-p", $0) }.filter { $0.contains("parent") }
        #expect(text.components(separatedBy: "paths cut off").count - 1 == parents.count)
    }

    @Test(arguments: [false, true]) func partialCloneIsReadWithoutFetching(namesExtension: Bool) throws {
        try origin.git("config", "uploadpack.allowFilter", "true")
        let partial = try clone("partial", "--filter=blob:none", "--no-checkout")
        if namesExtension {
            try partial.git("config", "core.repositoryFormatVersion", "1")
            try partial.git("config", "extensions.partialClone", "origin")
        }
        let before = try snapshot(partial.path)
        _ = try bothSay(partial.path)
        for backEnd in BackEnd.allCases {
            let repository = try backEnd.open(partial.path)
            let head = try #require(try repository.head().commit)
            #expect(throws: GitError.self) { try repository.file("a.txt", at: head, bytesMax: 100) }
        }
        #expect(try snapshot(partial.path) == before)
    }

    @Test func alternates() throws {
        let borrower = try clone("borrower", "--shared", "--no-local")
        #expect(try bothSay(borrower.path).contains("default refs/remotes/origin/main"))
    }

    @Test func sparseCheckoutWithItsOwnConfiguration() throws {
        let sparse = try clone("sparse")
        try sparse.git("config", "core.repositoryFormatVersion", "1")
        try sparse.git("sparse-checkout", "set", "deep")
        #expect(try sparse.git("config", "extensions.worktreeConfig") == "true")
        #expect(try RepositoryLocation.find(from: sparse.path).workTree == sparse.path)
        _ = try bothSay(sparse.path)
    }

    @Test func submodule() throws {
        let outer = try FixtureRepository(at: directory.file("outer"))
        try FixtureGit.run(
            ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin.path, "inner"], in: outer.path)
        try outer.commit("Add a submodule\n")
        let location = try RepositoryLocation.find(from: outer.path + "/inner")
        #expect(location.gitDirectory == outer.gitDirectory + "/modules/inner")
        #expect(location.workTree == outer.path + "/inner")
        _ = try bothSay(outer.path + "/inner")
        #expect(try bothSay(outer.path).contains("[\".gitmodules\", \"inner\"]"))
    }

    @Test func separateGitDirectory() throws {
        let path = directory.file("separate")
        let repository = try FixtureRepository(at: path, options: ["--separate-git-dir=\(directory.file("store"))"])
        try repository.commit("One\n", files: ["a": "1", ".mailmap": "Ada Right <right@example.com> <ada@example.com>\n"])
        let location = try RepositoryLocation.find(from: path)
        #expect(location.gitDirectory == directory.file("store") && location.workTree == path)
        #expect(try bothSay(path).contains("right@example.com"))
    }

    @Test func unborn() throws {
        let empty = try FixtureRepository(at: directory.file("empty"))
        #expect(try bothSay(empty.path).hasPrefix("head unborn(name: \"refs/heads/main\")\ndefault -"))
    }

    @Test func detached() throws {
        try origin.git("checkout", "--quiet", "--detach", "side")
        #expect(try bothSay(origin.path).contains("default refs/heads/main"))
    }

    @Test func sha256IsReadThroughTheExecutable() throws {
        let modern = try FixtureRepository(at: directory.file("sha256"), options: ["--object-format=sha256"])
        let first = try modern.commit("One\n", files: ["a.txt": "1"])
        let second = try modern.commit("Two\n", files: ["b/c.txt": "1"])
        let repository = try UserRepositories.open(at: modern.path, git: GitExecutable.fixture)
        #expect(repository is ExecutableRepository)
        #expect(repository.location.objectFormat == .sha256)
        let (one, two) = (try #require(ObjectID(first)), try #require(ObjectID(second)))
        #expect(try repository.head() == .branch(name: "refs/heads/main", commit: two))
        #expect(try repository.resolve("HEAD~1") == one)
        #expect(try repository.commit(two).parents == [one])
        #expect(try repository.changedPaths(of: two) == ChangedPaths(paths: ["b/c.txt"], truncated: false))
        #expect(try repository.changedPaths(of: one) == ChangedPaths(paths: ["a.txt"], truncated: false))
        #expect(try repository.file("b/c.txt", at: two, bytesMax: 10)?.bytes == Array("1".utf8))
    }

    @Test func sha256WithoutGitIsRefusedWithTheReason() throws {
        let modern = try FixtureRepository(at: directory.file("sha256"), options: ["--object-format=sha256"])
        let error = #expect(throws: GitError.self) {
            try UserRepositories.open(at: modern.path) { try .find(in: ["PATH": "/nonexistent"]) }
        }
        guard case .unsupportedRepository(modern.gitDirectory, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("SHA-256") && reason.contains("install git"))
    }

    @Test func whatNeitherBackEndReadsIsRefusedByBoth() throws {
        try origin.git("config", "core.repositoryFormatVersion", "1")
        try origin.git("config", "extensions.refStorage", "reftable")
        let location = try RepositoryLocation.find(from: origin.path)
        #expect(location.referenceStorage == .reftable)
        let supportsReftable = try GitExecutable.fixture().version >= GitVersion(major: 2, minor: 45)
        try #require(!supportsReftable, "give this fixture a format that this git does not know")
        for open in [
            { try Libgit2Repository(location) as any UserRepository },
            { try ExecutableRepository(location, git: .fixture()) },
            { try UserRepositories.open(at: origin.path, git: GitExecutable.fixture) },
        ] {
            let error = #expect(throws: GitError.self) { try open() }
            guard case .unsupportedRepository(origin.gitDirectory, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func noRepository() throws {
        let plain = try TemporaryDirectory()
        #expect(throws: GitError.notARepository(path: plain.path)) { try UserRepositories.open(at: plain.path) }
        #expect(throws: GitError.fileSystem(path: "/nonexistent", errno: ENOENT)) {
            try UserRepositories.open(at: "/nonexistent")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
    func repositoryOfAnotherUserIsRefusedByName() throws {
        for path in [origin.path, origin.gitDirectory] { #expect(chown(path, 12_345, 12_345) == 0) }
        for open in [
            { try BackEnd.libgit2.open(origin.path) }, { try BackEnd.executable.open(origin.path) },
            { try UserRepositories.open(at: origin.path, git: GitExecutable.fixture) },
        ] {
            #expect(throws: GitError.notOwned(path: origin.path)) { try open() }
        }
    }

    @Test func readingWritesNothing() throws {
        let shallow = try clone("shallow", "--depth=2")
        try shallow.write("a.txt", "changed, so that the index is stale")
        let before = try snapshot(shallow.path)
        for backEnd in BackEnd.allCases {
            let repository = try backEnd.open(shallow.path)
            _ = try repository.everything()
            let head = try repository.resolve("HEAD")
            _ = try repository.file("a.txt", at: head, bytesMax: 100)
            _ = try? repository.resolve("abcdef")
        }
        #expect(try snapshot(shallow.path) == before)
    }
}
