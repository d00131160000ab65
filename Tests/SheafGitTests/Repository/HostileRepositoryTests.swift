import Foundation
import SheafCore
import TestSupport
import Testing

@testable import SheafGit

/// A repository may be anybody's.
@Suite struct HostileRepositoryTests {
    private let scratch: ScratchRepository

    init() throws { scratch = try ScratchRepository() }

    @Test func nothingThatARepositoryConfiguresIsRun() throws {
        let planted = scratch.directory.file("planted")
        try scratch.fixture.commit("One\n", files: ["a.txt": "1"])
        try scratch.fixture.commit("Two\n", files: ["a.txt": "2", ".gitattributes": "*.txt diff=evil filter=evil\n"])
        let script = scratch.directory.file("run")
        try Data("#!/bin/sh\ntouch \(planted)\n".utf8).write(to: URL(fileURLWithPath: script))
        chmod(script, 0o700)
        let hooks = scratch.directory.file("hooks")
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
        for key in commands { try scratch.fixture.git("config", key, key.hasPrefix("alias") ? "!\(script)" : script) }
        try scratch.fixture.git("config", "core.hooksPath", hooks)
        for key in ["log.showSignature", "diff.trustExitCode", "core.untrackedCache"] {
            try scratch.fixture.git("config", key, "true")
        }
        // git itself runs the driver where it shows a change: the trap works. Setting it up may have run others.
        try scratch.fixture.git("diff-tree", "-p", "--textconv", "HEAD~1", "HEAD")
        #expect(FileManager.default.fileExists(atPath: planted))
        unlink(planted)
        for backEnd in BackEnd.allCases {
            let repository = try backEnd.open(scratch.fixture.path)
            _ = try repository.everything()
            let head = try repository.resolve("HEAD")
            _ = try repository.file("a.txt", at: head, bytesMax: 100)
            let size = try repository.size(of: try repository.commit(head)) { try .fixture() }
            #expect(size == ChangeSize(files: 2, lines: 3))
        }
        #expect(!FileManager.default.fileExists(atPath: planted))
    }

    @Test func aSizeCountsFilesAndWhatCanBeLines() {
        let greatest = String(repeating: "9", count: 18)
        #expect(ChangeSize(numstat: Array("1\t2\ta\0-\t-\tb\0".utf8)) == ChangeSize(files: 2, lines: 3))
        let wrong = (0..<40).map { "\(greatest)\t-\($0)\tfile \($0)\0" }.joined()
        #expect(ChangeSize(numstat: Array(wrong.utf8)) == ChangeSize(files: 40, lines: 0))
    }
}
