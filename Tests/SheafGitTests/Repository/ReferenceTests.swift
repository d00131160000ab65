import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// Refs, the default branch, remotes and settings.
@Suite struct ReferenceTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

    @Test(arguments: BackEnd.allCases) func referencesThatLeadToNoCommitAreSkipped(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 2)
        let main = try scratch.id("main")
        try scratch.fixture.git("update-ref", "refs/heads/packed", "main~1")
        try scratch.fixture.git("pack-refs", "--all")
        try scratch.fixture.git("tag", "-a", "nested-1", "-m", "x", "main")
        try scratch.fixture.git("tag", "-a", "nested-2", "-m", "x", "nested-1")
        try scratch.fixture.git("tag", "tree", "main^{tree}")
        try scratch.fixture.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
        try scratch.fixture.git("symbolic-ref", "refs/heads/dangling", "refs/heads/none")
        let repository = try backEnd.open(scratch.fixture.path)
        #expect(try repository.references(matching: "refs/tags/").map(\.name)
            == ["refs/tags/nested-1", "refs/tags/nested-2"])
        #expect(try repository.references(matching: "refs/tags/").allSatisfy { $0.commit == main })
        #expect(try repository.references(matching: "refs/heads/").map(\.name)
            == ["refs/heads/alias", "refs/heads/main", "refs/heads/packed"])
        #expect(try repository.symbolicTarget(of: "refs/heads/alias") == "refs/heads/main")
        #expect(try repository.symbolicTarget(of: "refs/heads/main") == nil)
        #expect(try repository.symbolicTarget(of: "refs/heads/absent") == nil)
    }

    @Test(arguments: BackEnd.allCases) func defaultBranchFollowsTheDocumentedOrder(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 1)
        let repository = try backEnd.open(scratch.fixture.path)
        for branch in ["master", "trunk", "work"] { try scratch.fixture.git("branch", branch, "main") }
        try scratch.fixture.git("config", "init.defaultBranch", "absent")
        try scratch.fixture.git("symbolic-ref", "HEAD", "refs/heads/work")
        #expect(try repository.defaultBranch() == "refs/heads/main")
        try scratch.fixture.git("config", "init.defaultBranch", "trunk")
        #expect(try repository.defaultBranch() == "refs/heads/trunk")
        try scratch.fixture.git("config", "remote.upstream.url", "/nowhere")
        try scratch.fixture.git("update-ref", "refs/remotes/upstream/dev", "main")
        try scratch.fixture.git("symbolic-ref", "refs/remotes/upstream/HEAD", "refs/remotes/upstream/dev")
        #expect(try repository.defaultBranch() == "refs/remotes/upstream/dev")
        try scratch.fixture.git("config", "remote.origin.url", "/nowhere")
        try scratch.fixture.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
        #expect(try repository.defaultBranch() == "refs/remotes/upstream/dev")
        try scratch.fixture.git("update-ref", "refs/remotes/origin/gone", "main")
        #expect(try repository.defaultBranch() == "refs/remotes/origin/gone")
        try scratch.fixture.git("config", "--remove-section", "remote.origin")
        try scratch.fixture.git("config", "--remove-section", "remote.upstream")
        for branch in ["trunk", "main"] { try scratch.fixture.git("branch", "-D", "--quiet", branch) }
        #expect(try repository.defaultBranch() == "refs/heads/master")
        try scratch.fixture.git("branch", "-D", "--quiet", "master")
        #expect(try repository.defaultBranch() == "refs/heads/work")
    }

    @Test(arguments: BackEnd.allCases) func remotesKeepTheirURLsButForRelativePaths(_ backEnd: BackEnd) throws {
        let configured = [
            ("remote.https.url", "https://example.com/a.git"), ("remote.scp.url", "git@example.com:a/b.git"),
            ("remote.up.url", "../up/./x/../repo.git"), ("remote.here.url", "sub/dir"), ("remote.abs.url", "/srv/git"),
            ("remote.alias.url", "gh:a/b"), ("remote.prefix.url", "work/repo"),
            ("remote.push.url", "https://example.com/r"), ("remote.push.pushurl", "../w"),
            ("remote.Two.Dots.url", "/first"),
            ("remote.none.fetch", "+x:y"), ("url.ssh://host/.insteadOf", "work/"), ("url.insteadOf", "../"),
        ]
        for (key, value) in configured { try scratch.fixture.git("config", key, value) }
        try scratch.fixture.git("config", "--add", "remote.Two.Dots.url", "/second")
        // What git itself refuses as a name must not get near a command line.
        let hostile = "[remote \"--upload-pack=x\"]\n\turl = /x\n[remote \"a..b\"]\n\turl = /x\n[remote \"\"]\n\turl = /x\n"
        let file = try #require(FileHandle(forWritingAtPath: scratch.fixture.gitDirectory + "/config"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(hostile.utf8))
        let told = try backEnd.open(scratch.fixture.path).remotes().map { "\($0.name) \($0.fetchURL) \($0.pushURL)" }
        #expect(told == [
            "https https://example.com/a.git https://example.com/a.git",
            "scp git@example.com:a/b.git git@example.com:a/b.git",
            "up \(scratch.directory.path)/up/repo.git \(scratch.directory.path)/up/repo.git",
            "here \(scratch.fixture.path)/sub/dir \(scratch.fixture.path)/sub/dir", "abs /srv/git /srv/git", "alias gh:a/b gh:a/b",
            "prefix work/repo work/repo", "push https://example.com/r \(scratch.directory.path)/w", "Two.Dots /first /first",
        ])
    }

    @Test(arguments: BackEnd.allCases) func configurationKeepsOrderOriginAndValuelessVariables(_ backEnd: BackEnd) throws {
        try scratch.fixture.git("config", "sheaf.Pattern", "one\ntwo")
        try scratch.fixture.git("config", "--add", "sheaf.pattern", "three")
        let file = try #require(FileHandle(forWritingAtPath: scratch.fixture.gitDirectory + "/config"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("[Sheaf \"Sub.Section\"]\n\tFlag\n".utf8))
        let configuration = try backEnd.open(scratch.fixture.path).configuration()
        #expect(configuration.values("sheaf.pattern") == ["one\ntwo", "three"])
        #expect(configuration.value("sheaf.pattern") == "three")
        #expect(configuration.value("sheaf.Sub.Section.flag") == "true")
        #expect(configuration.subsections("sheaf") == ["Sub.Section"])
        #expect(configuration.value("core.hookspath") == nil)
        let own = configuration.entries.filter { $0.key.hasPrefix("sheaf.") }
        #expect(own.count == 3 && own.allSatisfy { $0.isLocal })
    }
}
