import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

@Suite struct RepositoryReadingTests {
    let directory: TemporaryDirectory
    let fixture: FixtureRepository

    init() throws {
        directory = try TemporaryDirectory()
        fixture = try FixtureRepository(at: directory.file("repository"))
    }

    private func id(_ revision: String) throws -> ObjectID {
        try #require(ObjectID(try fixture.git("rev-parse", revision)))
    }

    // MARK: Revisions

    @Test(arguments: BackEnd.allCases) func revisionsResolveAsInGit(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 5)
        try fixture.git("tag", "-a", "v1", "-m", "v1", "main~2")
        try fixture.git("tag", "-a", "v1-again", "-m", "v1", "v1")
        let repository = try backEnd.open(fixture.path)
        let head = try id("main")
        for revision in ["main", "HEAD", "HEAD~2", "v1", "v1-again", "main^{/Change 1}", "refs/heads/main", "@"] {
            #expect(try repository.resolve(revision) == id("\(revision)^{commit}"), "\(revision)")
        }
        #expect(try repository.resolve(head.hex) == head)
        #expect(try repository.resolve(String(head.hex.prefix(12))) == head)
    }

    @Test(arguments: BackEnd.allCases) func unknownRevisionsAreTyped(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 2)
        let repository = try backEnd.open(fixture.path)
        let unknown = [
            "nope", "HEAD~7", "0123456789", String(repeating: "0", count: 40), "main:folder0/file0", "main^{tree}",
            "a..b", "HEAD HEAD",
        ]
        for revision in unknown {
            #expect(throws: GitError.unknownRevision(revision), "\(revision)") { try repository.resolve(revision) }
        }
    }

    @Test(arguments: BackEnd.allCases) func whatGitCouldTakeForAnOptionIsRefused(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 1)
        let repository = try backEnd.open(fixture.path)
        let planted = directory.file("planted")
        let hostile = [
            "", "-", "--all", "--upload-pack=touch \(planted)", "--output=\(planted)", "main\nmain", "\u{1b}[31m",
            "--git-dir=\(planted)", "--end-of-options", String(repeating: "a", count: 2_000),
        ]
        for revision in hostile {
            #expect(throws: GitError.refusedName(revision, reason: "not the name of a commit")) {
                try repository.resolve(revision)
            }
        }
        #expect(!FileManager.default.fileExists(atPath: planted))
    }

    @Test(arguments: BackEnd.allCases) func ambiguousAbbreviationListsTheCommits(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 1_500)
        let ids = try fixture.git("rev-list", "main").split(separator: "\n").map(String.init).sorted()
        let pair = try #require(zip(ids, ids.dropFirst()).first { $0.prefix(4) == $1.prefix(4) })
        let prefix = String(pair.0.prefix(4))
        let expected = ids.filter { $0.hasPrefix(prefix) }.compactMap { ObjectID($0) }
        let repository = try backEnd.open(fixture.path)
        #expect(throws: GitError.ambiguousRevision(prefix, candidates: expected)) { try repository.resolve(prefix) }
    }

    @Test(arguments: BackEnd.allCases) func abbreviationSharedWithABlobMeansTheCommit(_ backEnd: BackEnd) throws {
        let commit = try fixture.commit("One\n")
        // 65,536 possible beginnings: well before this many blobs, one begins like the commit.
        var number = 0
        var blobs: [String] = []
        while !blobs.contains(where: { $0.hasPrefix(commit.prefix(4)) }), number < 2_000_000 {
            var stream = ""
            for _ in 0..<20_000 {
                stream += "blob\ndata \("\(number)".utf8.count)\n\(number)\n"
                number += 1
            }
            try fixture.git("fast-import", "--quiet", input: stream)
            blobs = try fixture.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
                .split(separator: "\n").filter { $0.hasSuffix("blob") }.map(String.init)
        }
        let repository = try backEnd.open(fixture.path)
        #expect(try repository.resolve(String(commit.prefix(4))).hex == commit)
    }

    // MARK: Commits

    /// Commits that git accepts and strict parsers do not, each as raw bytes.
    private static let oddCommits = [
        "author A U Thor <a@example.com> 1 +0000\ncommitter C <c@example.com> 1795251600 +0100\n\nPlain\n\nBody\n",
        "author  <> 1 +0000\ncommitter <> 2 +0000\n\n",
        "author A <a@example.com> 1 +0000\ncommitter C <c@example.com> 3 +0000\n\n\n  \n\nBlank lines first",
        "author A <a@example.com> 1 +0000\ncommitter C <c@example.com> 4 -1130\nencoding ISO-8859-1\n\nGr\u{fc}\u{df}e\n",
        "author A <a@example.com> 1 +0000\ncommitter C <c@example.com> 5 +0000\ngpgsig -----BEGIN\n tree x\n \n -----END\n\nS\n",
        "author A <a@example.com> 1 +0000\ncommitter C <c@example.com> -86400 +0000\n\nBefore 1970\n",
        "author A <a@example.com> 1 +0000\ncommitter C <c@example.com> 6\n\nNo zone\n",
    ]

    @Test(arguments: oddCommits) func bothBackEndsReadACommitAlike(_ text: String) throws {
        let tree = try fixture.git("mktree")
        let raw = directory.file("raw")
        // Latin-1, so that the bytes of the fourth are not UTF-8.
        try #require("tree \(tree)\n\(text)".data(using: .isoLatin1)).write(to: URL(fileURLWithPath: raw))
        let commit = try fixture.git("hash-object", "-t", "commit", "-w", "--literally", raw)
        try fixture.git("update-ref", "refs/heads/main", commit)
        let told = try BackEnd.allCases.map { try $0.open(fixture.path).commit(try id("main")) }
        #expect(told[0] == told[1])
    }

    @Test(arguments: BackEnd.allCases) func authorsGoThroughTheMailmap(_ backEnd: BackEnd) throws {
        try fixture.write(".mailmap", "Ada Right <right@example.com> <WRONG@example.com>\n<mail@example.com> Bo <bo@old>\n")
        let first = try fixture.commit("One\n", author: "Ada Wrong <wrong@example.com>")
        let second = try fixture.commit("Two\n", author: "Bo <bo@old>")
        try fixture.git("config", "user.name", "Ada Wrong")
        try fixture.git("config", "user.email", "wrong@example.com")
        let repository = try backEnd.open(fixture.path)
        #expect(try repository.commit(try #require(ObjectID(first))).author
            == Identity(name: "Ada Right", email: "right@example.com"))
        #expect(try repository.commit(try #require(ObjectID(first))).committer
            == Identity(name: "Ada Wrong", email: "wrong@example.com"))
        #expect(try repository.commit(try #require(ObjectID(second))).author
            == Identity(name: "Bo", email: "mail@example.com"))
        #expect(try repository.userEmail() == "right@example.com")
    }

    @Test(arguments: BackEnd.allCases) func mailmapIsReadAsGitReadsIt(_ backEnd: BackEnd) throws {
        let lines = [
            "Ada Right <right@example.com> <WRONG@example.com>", "<mail@example.com> Bo <bo@old>",
            "Zed <z@x> Zed Name <zed@Old> # c", "#x <a@b> <c@d>", "  Sp <s@s>   <t@t>  \r", "Broken <", "<> <e@e>",
            "New Name <only@x>", "<new@x>\t<tab@x>", "A <dup@1> <dup@o>", "B <dup@o>", "<n2@x>Old <n1@x>",
            "Blank < sp@x > <sp@y>",
        ]
        try fixture.write(".mailmap", lines.joined(separator: "\n"))
        try fixture.write("other", "Other <other@x> <o@x>\n")
        try fixture.git("config", "mailmap.file", "other")
        try fixture.commit("One\n", files: ["blob.map": "Blob <blob@x> <b@x>\n"])
        try fixture.git("config", "mailmap.blob", "HEAD:blob.map")
        let asked = [
            "Ada <wrong@example.com>", "bo <BO@old>", "x <bo@old>", "zed name <ZED@old>", "X <t@t>", "y <only@x>",
            "q <tab@x>", "d <dup@o>", "old <n1@x>", "n <c@d>", "o <o@x>", "b <b@x>", "e <e@e>", "s <sp@y>", "u <u@u>",
        ]
        let repository = try backEnd.open(fixture.path)
        for line in asked {
            let parts = line.dropLast().components(separatedBy: " <")
            let told = try repository.mailmapped(Identity(name: parts[0], email: parts[1]))
            #expect(try "\(told.name) <\(told.email)>" == fixture.git("check-mailmap", line))
        }
    }

    @Test(arguments: BackEnd.allCases) func bareRepositoryTakesTheMailmapOfItsHead(_ backEnd: BackEnd) throws {
        try fixture.commit("One\n", files: [".mailmap": "Right <right@x> <wrong@x>\n"])
        try fixture.git("clone", "--quiet", "--bare", ".", directory.file("bare.git"))
        let told = try backEnd.open(directory.file("bare.git")).mailmapped(Identity(name: "W", email: "wrong@x"))
        #expect(told == Identity(name: "Right", email: "right@x"))
    }

    @Test(arguments: BackEnd.allCases) func missingAndMistypedObjectsAreTyped(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 1)
        let repository = try backEnd.open(fixture.path)
        let absent = try #require(ObjectID(String(repeating: "ab", count: 20)))
        let tree = try id("main^{tree}")
        #expect(throws: GitError.missingObject(absent)) { try repository.commit(absent) }
        #expect(throws: GitError.missingObject(absent)) { try repository.changedPaths(of: absent) }
        #expect(throws: GitError.missingObject(absent)) { try repository.walk(from: [absent], hiding: []) { _ in .next } }
        #expect(throws: GitError.unexpectedType(tree, found: .tree, expected: .commit)) { try repository.commit(tree) }
        // A failed question leaves the next one unharmed.
        #expect(try repository.commit(try id("main")).subject == "Change 0")
    }

    // MARK: Walking

    /// A random history of merges, with clocks that run forward or are arbitrary.
    private func importRandomHistory(commits: Int, seed: UInt64, honestClocks: Bool) throws -> [ObjectID] {
        var generator = SeededGenerator(seed: seed)
        var stream = ""
        for number in 1...commits {
            let time = FixtureGit.epoch + (honestClocks ? number : Int.random(in: 0...10_000, using: &generator))
            stream += "commit refs/heads/c\(number)\nmark :\(number)\ncommitter A <a@b> \(time) +0000\ndata 2\nx\n"
            let parents = number == 1 ? 0 : Int.random(in: 0...min(3, number - 1), using: &generator)
            let chosen = (1..<number).shuffled(using: &generator).prefix(parents)
            for (position, parent) in chosen.enumerated() {
                stream += position == 0 ? "from :\(parent)\n" : "merge :\(parent)\n"
            }
            stream += "\n"
        }
        let marks = directory.file("marks-\(seed)")
        try fixture.git("fast-import", "--quiet", "--force", "--export-marks=\(marks)", input: stream)
        return try String(contentsOfFile: marks, encoding: .utf8).split(separator: "\n")
            .compactMap { ObjectID($0.suffix(40)) }
    }

    @Test(arguments: BackEnd.allCases, [1, 2, 3] as [UInt64])
    func walkVisitsExactlyWhatGitLists(_ backEnd: BackEnd, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let commits = try importRandomHistory(commits: 150, seed: seed, honestClocks: true)
        let repository = try backEnd.open(fixture.path)
        for _ in 0..<8 {
            let starts = Array(commits.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator)))
            let hidden = Array(commits.shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator)))
            var visited: [ObjectID] = []
            let summary = try repository.walk(from: starts, hiding: hidden) {
                visited.append($0.id)
                return .next
            }
            let expected = try fixture.git(
                "rev-list", "--stdin", input: (starts.map(\.hex) + hidden.map { "^\($0)" }).joined(separator: "\n"))
            #expect(visited.sorted() == expected.split(separator: "\n").compactMap { ObjectID($0) }.sorted())
            #expect(summary == WalkSummary(visited: visited.count, boundary: []))
        }
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func withArbitraryClocksNothingVisibleIsSkippedAndNothingVisitedTwice(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let commits = try importRandomHistory(commits: 150, seed: seed, honestClocks: false)
        let repository = try BackEnd.libgit2.open(fixture.path)
        for _ in 0..<8 {
            let start = try #require(commits.randomElement(using: &generator))
            let hidden = try #require(commits.randomElement(using: &generator))
            var visited: [ObjectID] = []
            try repository.walk(from: [start], hiding: [hidden]) {
                visited.append($0.id)
                return .next
            }
            // --topo-order makes git look at everything, so this list is exact.
            let exact = try fixture.git("rev-list", "--topo-order", start.hex, "^\(hidden)")
            let expected = Set(exact.split(separator: "\n").compactMap { ObjectID($0) })
            #expect(expected.isSubset(of: visited))
            #expect(Set(visited).count == visited.count)
        }
    }

    @Test(arguments: BackEnd.allCases) func unknownHiddenCommitHidesNothing(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 3)
        let repository = try backEnd.open(fixture.path)
        let absent = try #require(ObjectID(String(repeating: "ab", count: 20)))
        let summary = try repository.walk(from: [try id("main")], hiding: [absent]) { _ in .next }
        #expect(summary.visited == 3)
        #expect(try repository.walk(from: [], hiding: [absent]) { _ in .next }.visited == 0)
    }

    @Test(arguments: BackEnd.allCases) func visitorMayStopThrowAndAskTheRepository(_ backEnd: BackEnd) throws {
        struct Enough: Error {}
        try fixture.importLinearHistory(count: 3_000)
        let repository = try backEnd.open(fixture.path)
        let head = try id("main")
        var paths: [String] = []
        let summary = try repository.walk(from: [head], hiding: []) { commit in
            paths += try repository.changedPaths(of: commit.id).paths
            return paths.count < 3 ? .next : .stop
        }
        #expect(summary.visited == 3)
        #expect(paths == ["folder3/file7", "folder2/file6", "folder1/file5"])
        #expect(throws: Enough.self) { try repository.walk(from: [head], hiding: []) { _ in throw Enough() } }
    }

    // MARK: Trees

    @Test(arguments: BackEnd.allCases) func changedPathsAreThoseOfDiffTree(_ backEnd: BackEnd) throws {
        var generator = SeededGenerator(seed: 9)
        // Names whose order differs between bytes and trees, and kinds that change between file, folder and link.
        let names = ["a", "a.txt", "a-b", "a/b", "a/b/c", "a0", "ä", "z/\ttab", "z/line\nend", "link"]
        for round in 0..<40 {
            for name in names.shuffled(using: &generator).prefix(4) {
                let path = "\(fixture.path)/\(name)"
                let parts = name.split(separator: "/")
                let folders = (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
                for folder in folders {
                    var status = stat()
                    if lstat("\(fixture.path)/\(folder)", &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
                        unlink("\(fixture.path)/\(folder)")
                    }
                }
                try? FileManager.default.removeItem(atPath: path)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: break
                case 1:
                    for folder in folders { mkdir("\(fixture.path)/\(folder)", 0o700) }
                    symlink("target\(round)", path)
                default:
                    try fixture.write(name, "\(round)")
                    if Bool.random(using: &generator) { chmod(path, 0o755) }
                }
            }
            try fixture.commit("Round \(round)\n", time: FixtureGit.epoch + round)
        }
        let repository = try backEnd.open(fixture.path)
        for commit in try fixture.git("rev-list", "main").split(separator: "\n") {
            let listed = try fixture.git(
                "diff-tree", "--root", "--no-commit-id", "-r", "-z", "--no-renames", "--name-only", String(commit))
            let expected = listed.split(separator: "\0").map(String.init)
            let told = try repository.changedPaths(of: try #require(ObjectID(commit)))
            #expect(told == ChangedPaths(paths: expected, truncated: false), "\(commit)")
        }
    }

    @Test(arguments: BackEnd.allCases) func changedPathsAreCapped(_ backEnd: BackEnd) throws {
        var stream = "commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 0\n"
        for number in 0...ChangedPaths.countMax { stream += "M 100644 inline f/\(number)\ndata 0\n" }
        try fixture.git("fast-import", "--quiet", input: stream)
        let changed = try backEnd.open(fixture.path).changedPaths(of: try id("main"))
        #expect(changed.truncated)
        #expect(changed.paths.count == ChangedPaths.countMax)
    }

    @Test(arguments: BackEnd.allCases) func filesAreReadUpToTheCap(_ backEnd: BackEnd) throws {
        try fixture.commit("One\n", files: ["dir/policy.yaml": "a: 1\n", ":(top)x": "2"])
        symlink("dir/policy.yaml", "\(fixture.path)/link")
        try fixture.commit("Two\n")
        let repository = try backEnd.open(fixture.path)
        let head = try id("main")
        let file = try #require(try repository.file("dir/policy.yaml", at: head, bytesMax: 5))
        #expect(file.bytes == Array("a: 1\n".utf8))
        #expect(try file.id == id("main:dir/policy.yaml"))
        #expect(try repository.file(":(top)x", at: head, bytesMax: 5)?.bytes == Array("2".utf8))
        for absent in ["dir", "link", "dir/none", "none/policy.yaml", "dir/policy.yaml/x"] {
            #expect(try repository.file(absent, at: head, bytesMax: 100) == nil, "\(absent)")
        }
        #expect(throws: GitError.tooLarge(what: "dir/policy.yaml", bytes: 5, bytesMax: 4)) {
            try repository.file("dir/policy.yaml", at: head, bytesMax: 4)
        }
        for refused in ["", "/etc/passwd", "../x", "a//b", "a/./b", "a/", "a\nb", "a\0b"] {
            #expect(throws: GitError.refusedName(refused, reason: "not a path inside a repository")) {
                try repository.file(refused, at: head, bytesMax: 100)
            }
        }
    }

    // MARK: Refs and configuration

    @Test(arguments: BackEnd.allCases) func referencesThatLeadToNoCommitAreSkipped(_ backEnd: BackEnd) throws {
        try fixture.importLinearHistory(count: 2)
        let main = try id("main")
        try fixture.git("update-ref", "refs/heads/packed", "main~1")
        try fixture.git("pack-refs", "--all")
        try fixture.git("tag", "-a", "nested-1", "-m", "x", "main")
        try fixture.git("tag", "-a", "nested-2", "-m", "x", "nested-1")
        try fixture.git("tag", "tree", "main^{tree}")
        try fixture.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
        try fixture.git("symbolic-ref", "refs/heads/dangling", "refs/heads/none")
        let repository = try backEnd.open(fixture.path)
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
        try fixture.importLinearHistory(count: 1)
        let repository = try backEnd.open(fixture.path)
        for branch in ["master", "trunk", "work"] { try fixture.git("branch", branch, "main") }
        try fixture.git("config", "init.defaultBranch", "absent")
        try fixture.git("symbolic-ref", "HEAD", "refs/heads/work")
        #expect(try repository.defaultBranch() == "refs/heads/main")
        try fixture.git("config", "init.defaultBranch", "trunk")
        #expect(try repository.defaultBranch() == "refs/heads/trunk")
        try fixture.git("config", "remote.upstream.url", "/nowhere")
        try fixture.git("update-ref", "refs/remotes/upstream/dev", "main")
        try fixture.git("symbolic-ref", "refs/remotes/upstream/HEAD", "refs/remotes/upstream/dev")
        #expect(try repository.defaultBranch() == "refs/remotes/upstream/dev")
        try fixture.git("config", "remote.origin.url", "/nowhere")
        try fixture.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
        #expect(try repository.defaultBranch() == "refs/remotes/upstream/dev")
        try fixture.git("update-ref", "refs/remotes/origin/gone", "main")
        #expect(try repository.defaultBranch() == "refs/remotes/origin/gone")
        try fixture.git("config", "--remove-section", "remote.origin")
        try fixture.git("config", "--remove-section", "remote.upstream")
        for branch in ["trunk", "main"] { try fixture.git("branch", "-D", "--quiet", branch) }
        #expect(try repository.defaultBranch() == "refs/heads/master")
        try fixture.git("branch", "-D", "--quiet", "master")
        #expect(try repository.defaultBranch() == "refs/heads/work")
    }

    @Test(arguments: BackEnd.allCases) func remotesKeepTheirURLsButForRelativePaths(_ backEnd: BackEnd) throws {
        let configured = [
            ("remote.https.url", "https://example.com/a.git"), ("remote.scp.url", "git@example.com:a/b.git"),
            ("remote.up.url", "../up/./x/../repo.git"), ("remote.here.url", "sub/dir"), ("remote.abs.url", "/srv/git"),
            ("remote.alias.url", "gh:a/b"), ("remote.prefix.url", "work/repo"),
            ("remote.push.url", "https://example.com/r"), ("remote.push.pushurl", "../w"),
            ("remote.Two.Dots.url", "/first"),
            ("remote.none.fetch", "+x:y"), ("url.ssh://host/.insteadOf", "work/"),
        ]
        for (key, value) in configured { try fixture.git("config", key, value) }
        try fixture.git("config", "--add", "remote.Two.Dots.url", "/second")
        // What git itself refuses as a name must not get near a command line.
        let hostile = "[remote \"--upload-pack=x\"]\n\turl = /x\n[remote \"a..b\"]\n\turl = /x\n[remote \"\"]\n\turl = /x\n"
        let file = try #require(FileHandle(forWritingAtPath: fixture.gitDirectory + "/config"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(hostile.utf8))
        let told = try backEnd.open(fixture.path).remotes().map { "\($0.name) \($0.fetchURL) \($0.pushURL)" }
        #expect(told == [
            "https https://example.com/a.git https://example.com/a.git",
            "scp git@example.com:a/b.git git@example.com:a/b.git",
            "up \(directory.path)/up/repo.git \(directory.path)/up/repo.git",
            "here \(fixture.path)/sub/dir \(fixture.path)/sub/dir", "abs /srv/git /srv/git", "alias gh:a/b gh:a/b",
            "prefix work/repo work/repo", "push https://example.com/r \(directory.path)/w", "Two.Dots /first /first",
        ])
    }

    @Test(arguments: BackEnd.allCases) func configurationKeepsOrderOriginAndValuelessVariables(_ backEnd: BackEnd) throws {
        try fixture.git("config", "sheaf.Pattern", "one\ntwo")
        try fixture.git("config", "--add", "sheaf.pattern", "three")
        let file = try #require(FileHandle(forWritingAtPath: fixture.gitDirectory + "/config"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("[Sheaf \"Sub.Section\"]\n\tFlag\n".utf8))
        let configuration = try backEnd.open(fixture.path).configuration()
        #expect(configuration.values("sheaf.pattern") == ["one\ntwo", "three"])
        #expect(configuration.value("sheaf.pattern") == "three")
        #expect(configuration.value("sheaf.Sub.Section.flag") == "true")
        #expect(configuration.subsections("sheaf") == ["Sub.Section"])
        #expect(configuration.value("core.hookspath") == nil)
        let own = configuration.entries.filter { $0.key.hasPrefix("sheaf.") }
        #expect(own.count == 3 && own.allSatisfy { $0.isLocal })
    }

    // MARK: Hostility

    @Test func nothingThatARepositoryConfiguresIsRun() throws {
        let planted = directory.file("planted")
        try fixture.commit("One\n", files: ["a.txt": "1", ".gitattributes": "*.txt diff=evil filter=evil\n"])
        let script = directory.file("run")
        try Data("#!/bin/sh\ntouch \(planted)\n".utf8).write(to: URL(fileURLWithPath: script))
        chmod(script, 0o700)
        let hooks = directory.file("hooks")
        try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
        for hook in ["post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"] {
            symlink(script, "\(hooks)/\(hook)")
        }
        let commands = [
            "core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "core.editor", "core.askPass",
            "core.gitProxy", "core.alternateRefsCommand", "diff.external", "diff.evil.textconv", "diff.evil.command",
            "filter.evil.clean", "filter.evil.smudge", "gpg.program", "credential.helper", "alias.log", "alias.config",
            "sequence.editor", "interactive.diffFilter", "uploadpack.packObjectsHook", "trace2.eventTarget",
        ]
        for key in commands { try fixture.git("config", key, key.hasPrefix("alias") ? "!\(script)" : script) }
        try fixture.git("config", "core.hooksPath", hooks)
        for key in ["log.showSignature", "diff.trustExitCode", "core.untrackedCache"] {
            try fixture.git("config", key, "true")
        }
        // Setting these up may itself have run one of them.
        unlink(planted)
        for backEnd in BackEnd.allCases {
            let repository = try backEnd.open(fixture.path)
            _ = try repository.everything()
            _ = try repository.file("a.txt", at: try repository.resolve("HEAD"), bytesMax: 100)
        }
        #expect(!FileManager.default.fileExists(atPath: planted))
    }
}
