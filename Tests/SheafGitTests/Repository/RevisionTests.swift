import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// How a name becomes a commit.
@Suite struct RevisionTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

    @Test(arguments: BackEnd.allCases) func revisionsResolveAsInGit(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 5)
        try scratch.fixture.git("tag", "-a", "v1", "-m", "v1", "main~2")
        try scratch.fixture.git("tag", "-a", "v1-again", "-m", "v1", "v1")
        let repository = try backEnd.open(scratch.fixture.path)
        let head = try scratch.id("main")
        for revision in ["main", "HEAD", "HEAD~2", "v1", "v1-again", "main^{/Change 1}", "refs/heads/main", "@"] {
            #expect(try repository.resolve(revision) == scratch.id("\(revision)^{commit}"), "\(revision)")
        }
        #expect(try repository.resolve(head.hex) == head)
        #expect(try repository.resolve(String(head.hex.prefix(12))) == head)
    }

    @Test(arguments: BackEnd.allCases) func unknownRevisionsAreTyped(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 2)
        let repository = try backEnd.open(scratch.fixture.path)
        let unknown = [
            "nope", "HEAD~7", "0123456789", String(repeating: "0", count: 40), "main:folder0/file0", "main^{tree}",
            "a..b", "HEAD HEAD",
        ]
        for revision in unknown {
            #expect(throws: GitError.unknownRevision(revision), "\(revision)") { try repository.resolve(revision) }
        }
    }

    @Test(arguments: BackEnd.allCases) func whatGitCouldTakeForAnOptionIsRefused(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 1)
        let repository = try backEnd.open(scratch.fixture.path)
        let planted = scratch.directory.file("planted")
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
        try scratch.fixture.importLinearHistory(count: 1_500)
        let ids = try scratch.fixture.git("rev-list", "main").split(separator: "\n").map(String.init).sorted()
        let pair = try #require(zip(ids, ids.dropFirst()).first { $0.prefix(4) == $1.prefix(4) })
        let prefix = String(pair.0.prefix(4))
        let expected = ids.filter { $0.hasPrefix(prefix) }.compactMap { ObjectID($0) }
        let repository = try backEnd.open(scratch.fixture.path)
        #expect(throws: GitError.ambiguousRevision(prefix, candidates: expected)) { try repository.resolve(prefix) }
    }

    @Test(arguments: BackEnd.allCases) func abbreviationSharedWithABlobMeansTheCommit(_ backEnd: BackEnd) throws {
        let commit = try scratch.fixture.commit("One\n")
        // 65,536 possible beginnings: well before this many blobs, one begins like the commit.
        var number = 0
        var blobs: [String] = []
        while !blobs.contains(where: { $0.hasPrefix(commit.prefix(4)) }), number < 2_000_000 {
            var stream = ""
            for _ in 0..<20_000 {
                stream += "blob\ndata \("\(number)".utf8.count)\n\(number)\n"
                number += 1
            }
            try scratch.fixture.git("fast-import", "--quiet", input: stream)
            blobs = try scratch.fixture.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
                .split(separator: "\n").filter { $0.hasSuffix("blob") }.map(String.init)
        }
        let repository = try backEnd.open(scratch.fixture.path)
        #expect(try repository.resolve(String(commit.prefix(4))).hex == commit)
    }
}
