import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// What a commit says, odd ones included.
@Suite struct CommitReadingTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

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
        let tree = try scratch.fixture.git("mktree")
        let raw = scratch.directory.file("raw")
        // Latin-1, so that the bytes of the fourth are not UTF-8.
        try #require("tree \(tree)\n\(text)".data(using: .isoLatin1)).write(to: URL(fileURLWithPath: raw))
        let commit = try scratch.fixture.git("hash-object", "-t", "commit", "-w", "--literally", raw)
        try scratch.fixture.git("update-ref", "refs/heads/main", commit)
        let told = try BackEnd.allCases.map { try $0.open(scratch.fixture.path).commit(try scratch.id("main")) }
        #expect(told[0] == told[1])
    }

    @Test(arguments: BackEnd.allCases) func missingAndMistypedObjectsAreTyped(_ backEnd: BackEnd) throws {
        try scratch.fixture.importLinearHistory(count: 1)
        let repository = try backEnd.open(scratch.fixture.path)
        let absent = try #require(ObjectID(String(repeating: "ab", count: 20)))
        let tree = try scratch.id("main^{tree}")
        #expect(throws: GitError.missingObject(absent)) { try repository.commit(absent) }
        #expect(throws: GitError.missingObject(absent)) { try repository.changedPaths(of: absent) }
        #expect(throws: GitError.missingObject(absent)) { try repository.walk(from: [absent], hiding: []) { _ in .next } }
        #expect(throws: GitError.unexpectedType(tree, found: .tree, expected: .commit)) { try repository.commit(tree) }
        // A failed question leaves the next one unharmed.
        #expect(try repository.commit(try scratch.id("main")).subject == "Change 0")
    }
}
