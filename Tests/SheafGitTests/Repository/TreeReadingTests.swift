import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// Paths that a commit changes, and files that it holds.
@Suite struct TreeReadingTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

    @Test(arguments: BackEnd.allCases) func changedPathsAreThoseOfDiffTree(_ backEnd: BackEnd) throws {
        var generator = SeededGenerator(seed: 9)
        // Names whose order differs between bytes and trees, and kinds that change between file, folder and link.
        let names = ["a", "a.txt", "a-b", "a/b", "a/b/c", "a0", "ä", "z/\ttab", "z/line\nend", "link"]
        for round in 0..<40 {
            for name in names.shuffled(using: &generator).prefix(4) {
                let path = "\(scratch.fixture.path)/\(name)"
                let parts = name.split(separator: "/")
                let folders = (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
                for folder in folders {
                    var status = stat()
                    if lstat("\(scratch.fixture.path)/\(folder)", &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
                        unlink("\(scratch.fixture.path)/\(folder)")
                    }
                }
                try? FileManager.default.removeItem(atPath: path)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: break
                case 1:
                    for folder in folders { mkdir("\(scratch.fixture.path)/\(folder)", 0o700) }
                    symlink("target\(round)", path)
                default:
                    try scratch.fixture.write(name, "\(round)")
                    if Bool.random(using: &generator) { chmod(path, 0o755) }
                }
            }
            try scratch.fixture.commit("Round \(round)\n", time: FixtureGit.epoch + round)
        }
        let repository = try backEnd.open(scratch.fixture.path)
        for commit in try scratch.fixture.git("rev-list", "main").split(separator: "\n") {
            let listed = try scratch.fixture.git(
                "diff-tree", "--root", "--no-commit-id", "-r", "-z", "--no-renames", "--name-only", String(commit))
            let expected = listed.split(separator: "\0").map(String.init)
            let told = try repository.changedPaths(of: try #require(ObjectID(commit)))
            #expect(told == ChangedPaths(paths: expected, truncated: false), "\(commit)")
        }
    }

    @Test(arguments: BackEnd.allCases) func changedPathsAreCapped(_ backEnd: BackEnd) throws {
        var stream = "commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 0\n"
        for number in 0...ChangedPaths.countMax { stream += "M 100644 inline f/\(number)\ndata 0\n" }
        try scratch.fixture.git("fast-import", "--quiet", input: stream)
        let changed = try backEnd.open(scratch.fixture.path).changedPaths(of: try scratch.id("main"))
        #expect(changed.truncated)
        #expect(changed.paths.count == ChangedPaths.countMax)
    }

    @Test(arguments: BackEnd.allCases) func filesAreReadUpToTheCap(_ backEnd: BackEnd) throws {
        try scratch.fixture.commit("One\n", files: ["dir/policy.yaml": "a: 1\n", ":(top)x": "2"])
        symlink("dir/policy.yaml", "\(scratch.fixture.path)/link")
        try scratch.fixture.commit("Two\n")
        let repository = try backEnd.open(scratch.fixture.path)
        let head = try scratch.id("main")
        let file = try #require(try repository.file("dir/policy.yaml", at: head, bytesMax: 5))
        #expect(file.bytes == Array("a: 1\n".utf8))
        #expect(try file.id == scratch.id("main:dir/policy.yaml"))
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
}
