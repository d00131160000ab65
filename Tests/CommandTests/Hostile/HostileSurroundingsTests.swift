import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

/// What a repository's configuration, an environment or an argument may try, in front of every command.
@Suite struct HostileSurroundingsTests {
    private let scratch: Scratch
    private let trap: Trap

    init() throws {
        scratch = try Scratch()
        trap = try Trap(in: scratch.directory)
        try FixtureRepository(at: scratch.directory.file("team.git"), options: ["--bare"])
            .git("config", "http.receivepack", "true")
        try scratch.repository.git("remote", "add", "origin", scratch.directory.file("team.git"))
        try scratch.repository.commit("wip: one", files: ["a.txt": "1", ".gitattributes": "*.txt diff=evil filter=evil merge=evil\n"])
        try scratch.repository.commit("wip: two", files: ["a.txt": "2"], time: FixtureGit.epoch + 60)
    }

    private var canary: String { trap.canary }
    private var script: String { trap.script }
    private var isSprung: Bool { trap.isSprung }

    // MARK: Planted configuration

    /// Every variable of git whose value is run as a command or loaded as one.
    private func plantConfiguration() throws {
        let keys = [
            "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
            "pager.log", "pager.config", "pager.status", "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean",
            "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "gpg.program", "gpg.ssh.program", "gpg.x509.program",
            "sequence.editor", "interactive.diffFilter", "uploadpack.packObjectsHook", "trace2.eventTarget", "man.viewer", "browser.evil.cmd",
            "difftool.evil.cmd", "mergetool.evil.cmd", "sendemail.smtpServer", "init.templateDir", "remote.origin.uploadpack",
            "remote.origin.receivepack", "remote.evil.vcs", "gc.recentObjectsHook", "log.showSignature", "tar.evil.command", "submodule.evil.update",
        ]
        for key in keys { try scratch.repository.git("config", key, script) }
        for alias in ["log", "config", "fetch", "push", "cat-file", "rev-parse", "status"] {
            try scratch.repository.git("config", "alias.\(alias)", "!\(script) alias")
        }
        for helper in ["credential.helper", "credential.https://example.com.helper"] { try scratch.repository.git("config", helper, "!\(script) helper") }
        let hooks = scratch.directory.file("hooks")
        try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
        for hook in ["pre-push", "reference-transaction", "post-index-change", "post-checkout", "fsmonitor-watchman", "pre-auto-gc", "proc-receive", "post-rewrite"] {
            symlink(script, "\(hooks)/\(hook)")
            try FileManager.default.createDirectory(atPath: "\(scratch.repository.gitDirectory)/hooks", withIntermediateDirectories: true)
            symlink(script, "\(scratch.repository.gitDirectory)/hooks/\(hook)")
        }
        try scratch.repository.git("config", "core.hooksPath", hooks)
        try scratch.repository.git("config", "protocol.ext.allow", "always")
        let included = scratch.directory.file("included")
        try Data("[core]\n\tfsmonitor = \(script)\n\tsshCommand = \(script)\n[remote \"origin\"]\n\treceivepack = \(script)\n".utf8).write(to: URL(fileURLWithPath: included))
        try scratch.repository.git("config", "include.path", included)
        try scratch.repository.git("config", "includeIf.gitdir:\(scratch.directory.path)/.path", included)
    }

    @Test(.timeLimit(.minutes(10))) func noCommandRunsWhatARepositoryPlants() throws {
        // The trap works: git itself runs the driver, and setting it up may have run others.
        try plantConfiguration()
        _ = try FixtureGit.attempt(["diff", "--textconv", "HEAD~1", "HEAD"], in: scratch.repository.path)
        #expect(isSprung)
        unlink(canary)
        for arguments in EveryCommand.runs {
            let outcome = try scratch.program.run(arguments)
            #expect(!isSprung, "\(arguments): \((try? String(contentsOfFile: canary, encoding: .utf8)) ?? "")")
            unlink(canary)
            #expect(outcome.status != 70, "\(arguments): \(outcome.errors)")
        }
        // What was recorded went to the remote all the same.
        try scratch.run("enable")
        try scratch.run("sync")
        #expect(!isSprung)
    }

    @Test(arguments: ["ext::sh -c 'touch CANARY'", "ext::CANARY", "fd::0", "-oProxyCommand=touch CANARY", "--upload-pack=touch CANARY", "ssh://-oProxyCommand=CANARY/x",
        "CANARY.git;touch CANARY", "$(touch CANARY)", "`touch CANARY`", "file://$(touch CANARY)", "|touch CANARY"])
    func noAddressOfARemoteIsRun(address: String) throws {
        let address = address.replacing("CANARY", with: address.contains("touch") || address.contains("Proxy") ? canary : script)
        try scratch.repository.git("config", "remote.origin.url", address)
        for arguments in [["sync"], ["sync", "--json"], ["sync", "--offline"], ["status"], ["doctor"], ["shared"], ["enable", "--share"]] {
            let outcome = try scratch.program.run(arguments)
            #expect(!isSprung, "\(arguments) \(address)")
            #expect(outcome.status != 70, "\(arguments): \(outcome.errors)")
        }
        #expect(try scratch.program.run("sync").status != 0)
    }

    // MARK: The policy of a branch

    /// Whoever may push a branch may not change the rules for everybody with it.
    @Test func onlyThePolicyOfTheDefaultBranchIsInForce() throws {
        func policy(_ minutes: Int) -> [String: String] { [".sheaf/policy.yaml": "sessions: {timeout_minutes: \(minutes)}\n"] }
        func timeout() throws -> Int? {
            let settings = try scratch.json(["config", "show", "sessions.timeout_minutes"], schema: "config").document["settings"] as? [[String: Any]]
            return settings?.first?["value"] as? Int
        }
        try scratch.repository.commit("Decide", files: policy(45), time: FixtureGit.epoch + 120)
        #expect(try timeout() == 45)
        try scratch.repository.git("checkout", "-q", "-b", "weaker")
        try scratch.repository.commit("Weaken", files: policy(120), time: FixtureGit.epoch + 180)
        #expect(try timeout() == 45)
        try scratch.repository.write(".sheaf/policy.yaml", "sessions: {timeout_minutes: 5}\n")
        #expect(try timeout() == 45)
        try scratch.repository.git("checkout", "-q", "-f", "main")
        try scratch.repository.git("merge", "-q", "weaker")
        #expect(try timeout() == 120)
    }
}
