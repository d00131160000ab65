import Foundation
import TestSupport
import Testing

@testable import sheaf

/// Names that a program which passes them on might take for options, commands, paths or revisions, in every place that
/// takes one.
@Suite struct HostileNameTests {
    private let scratch: Scratch
    private let trap: Trap

    init() throws {
        scratch = try Scratch()
        trap = try Trap(in: scratch.directory)
        _ = try FixtureRepository(at: scratch.directory.file("team.git"), options: ["--bare"])
        try scratch.repository.git("remote", "add", "origin", scratch.directory.file("team.git"))
        try scratch.repository.commit("wip: one", files: ["a.txt": "1"])
        try scratch.run("record", "HEAD")
    }

    private var canary: String { trap.canary }
    private var script: String { trap.script }
    private var isSprung: Bool { trap.isSprung }

    private var names: (options: [String], others: [String]) {
        let options = [
            "--upload-pack=\(script)", "--receive-pack=\(script)", "--exec=\(script)", "--output=\(canary)", "-o\(canary)", "--git-dir=/", "--work-tree=/",
            "-c", "-ccore.pager=\(script)", "--config-env=core.pager=X", "--exec-path=\(scratch.directory.path)", "--paginate", "-p", "--help", "--version",
            "--no-index", "--ext-diff", "--textconv", "--all", "--stdin", "--batch", "--filters", "--", "-", "--end-of-options", "-h", "-C/", "--namespace=x",
            "--bare", "--super-prefix=x", "--open-files-in-pager=\(script)", "--template=\(scratch.directory.path)", "-u\(script)", "--delete", "--mirror", "--force",
        ]
        let revisions = [
            "HEAD;touch \(canary)", "$(touch \(canary))", "`touch \(canary)`", "HEAD|touch \(canary)", "HEAD\ntouch \(canary)", "HEAD\0", "HEAD@{upstream}", "HEAD@{-1}",
            ":/wip", "HEAD^{/wip}", "HEAD:a.txt", ":0:a.txt", "@{u}", "refs/../HEAD", "../../etc/passwd", "/etc/passwd", "HEAD..HEAD~1", "^HEAD", "HEAD^@", "HEAD^!", "HEAD~999999999999",
            "HEAD@{999999999999}", "HEAD@{now}", "@", "@@", "HEAD^^^^^^^^^^^^^^^^", "~", "^", "*", "?", "[", "\\", ".", "..", ".git", "refs/heads/main.lock", "a..b", "a b", " HEAD", "HEAD ",
            "", "\u{1b}[2J", "\u{202e}DAEH", "HEAD\u{200b}", "ＨＥＡＤ", "%00", "%2e%2e", "con", "nul", "C:\\x", "file:///etc/passwd", "ext::\(script)", "0", "-0", "00000000", String(repeating: "0", count: 40),
            String(repeating: "f", count: 40), String(repeating: "f", count: 64), String(repeating: "a", count: 5000), String(repeating: "../", count: 500),
        ]
        return (options, revisions.filter { !$0.contains("\0") })
    }

    private static let session = "ada-20261121-0900"

    /// Where the name goes on to git or to libgit2.
    private static let revisionPlaces: [[String]] = [
        ["explain", "--", "NAME"], ["record", "--", "NAME"], ["session", "show", "--", "NAME"], ["session", "move", "--to=\(session)", "--", "NAME"],
        ["explain", "--mark=manual", "--", "NAME"], ["import", "history", "--branches=NAME"], ["sync", "--remote=NAME"],
    ]
    /// Where it is looked up, opened or stored.
    private static let otherPlaces: [[String]] = [
        ["enable", "--remote=NAME"], ["-C", "NAME", "status"], ["session", "move", "--to=NAME", "--", "HEAD"], ["session", "remove", "--from=NAME", "--", "HEAD"],
        ["session", "list", "--author=NAME"], ["session", "list", "--since=NAME"], ["evict", "--", "NAME"], ["config", "check", "--", "NAME"], ["config", "show", "--", "NAME"],
        ["replicas", "import", "--", "NAME"], ["replicas", "trust", "--", "NAME"], ["rebuild", "--archive=NAME"], ["archive", "--restore=NAME"], ["archive", "--before=NAME"],
        ["conflicts", "show", "--", "NAME"], ["conflicts", "list", "--session=NAME"], ["undo", "--", "NAME"], ["help", "--", "NAME"], ["shared", "--keep-back=NAME"],
    ]

    private func snapshot() throws -> [String] {
        let git = scratch.repository
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.directory.path).sorted()
        return try [git.git("for-each-ref"), git.git("status", "--porcelain"), git.git("config", "--list", "--local")] + files
    }

    /// All places with all names would take minutes: a place gets a part of the names, and its next part with the next
    /// `SHEAF_TEST_SEED`. Every name comes to at least one place in any run, and to every place in `partCount` of them.
    private static let turn = ProcessInfo.processInfo.environment["SHEAF_TEST_SEED"].flatMap { Int($0) } ?? 0

    private func part<Element>(_ number: Int, of all: [Element], among partCount: Int) -> [Element] {
        stride(from: (number + Self.turn) % partCount, to: all.count, by: partCount).map { all[$0] }
    }

    private func tryAll(_ names: [String], in place: [String]) throws {
        let before = try snapshot()
        #expect(!names.isEmpty)
        for name in names {
            let arguments = place.map { $0.replacing("NAME", with: name) }
            let outcome = try scratch.program.run(arguments)
            #expect(!isSprung, "\(arguments)")
            #expect(outcome.status != 70 && outcome.status < 128, "\(arguments): \(outcome.status) \(outcome.errors)")
        }
        #expect(try snapshot() == before, "\(place)")
    }

    @Test(.timeLimit(.minutes(10))) func noNameIsTakenForAnOption() throws {
        let names = names.options + names.others
        #expect(names.count >= 90)
        for (index, place) in Self.revisionPlaces.enumerated() {
            try tryAll(part(index, of: names, among: Self.revisionPlaces.count), in: place)
        }
    }

    @Test(.timeLimit(.minutes(10))) func noOptionIsTakenForOneElsewhere() throws {
        for (index, place) in Self.otherPlaces.enumerated() { try tryAll(part(index, of: names.options, among: 8), in: place) }
    }

    /// A remote's name, its addresses, a setting and a variable come out of files that somebody else may have written.
    @Test(.timeLimit(.minutes(10))) func noConfiguredNameIsTakenForAnOption() throws {
        try scratch.run("sync")
        let team = scratch.directory.file("team.git")
        for (index, place) in ConfiguredPlace.allCases.enumerated() {
            for name in part(index, of: names.options, among: ConfiguredPlace.allCases.count) {
                // Something to send, so that the push is tried too.
                try scratch.repository.commit("wip: \(name)", files: ["a.txt": name])
                try scratch.run("record", "HEAD")
                var program = scratch.program
                var arguments = ["sync"]
                switch place {
                case .setting: try scratch.repository.git("config", "sheaf.sync.remote", name)
                case .variable: program.environment["SHEAF_SYNC_REMOTE"] = name
                case .fetchAddress: try scratch.repository.git("config", "remote.origin.url", name)
                case .pushAddress: try scratch.repository.git("config", "remote.origin.pushurl", name)
                case .remote:
                    try scratch.repository.git("config", "remote.\(name).url", team)
                    arguments.append("--remote=\(name)")
                }
                let outcome = try program.run(arguments)
                #expect(outcome.status != 70 && outcome.status < 128, "\(name): \(outcome.status) \(outcome.errors)")
                #expect(!isSprung, "\(name)")
                try scratch.repository.git("config", "remote.origin.url", team)
                for key in ["sheaf.sync.remote", "remote.origin.pushurl", "remote.\(name).url"] {
                    _ = try FixtureGit.attempt(["config", "--unset-all", key], in: scratch.repository.path)
                }
            }
        }
        try scratch.run("sync")
    }

    private enum ConfiguredPlace: CaseIterable { case setting, variable, fetchAddress, pushAddress, remote }

    /// Branches, files, authors and subjects of those names, in a history that is recorded and imported.
    @Test func noNameInTheHistoryIsTakenForAnOption() throws {
        let git = scratch.repository
        let head = try git.git("rev-parse", "HEAD")
        var count = 0
        for name in names.options {
            if try FixtureGit.attempt(["update-ref", "refs/heads/\(name)", head], in: git.path).exit == .exited(0) { count += 1 }
            let blob = try FixtureGit.run(["hash-object", "-w", "--stdin"], in: git.path, input: name)
            _ = try FixtureGit.attempt(["update-index", "--add", "--cacheinfo", "100644,\(blob),\(name)"], in: git.path)
            try FixtureGit.run(
                ["commit", "-q", "--allow-empty", "-F", "-"], in: git.path, input: "wip: \(name)\n\nSession-ID: \(name)\nCo-authored-by: \(name) <\(name)>\n",
                environment: FixtureGit.environment(at: FixtureGit.epoch + 60, author: "\(name) <ada@example.com>"))
        }
        #expect(count > 10, "git itself takes branches of such names")
        for arguments in [["record"], ["import", "history", "--all"], ["status"], ["session", "list"], ["explain", "HEAD"], ["doctor"], ["sync"], ["verify"]] {
            let outcome = try scratch.program.run(arguments)
            #expect(!isSprung && outcome.status != 70 && outcome.status < 128, "\(arguments): \(outcome.errors)")
        }
    }
}
