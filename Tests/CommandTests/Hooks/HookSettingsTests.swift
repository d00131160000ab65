import Foundation
import SheafGit
import TestSupport
import Testing

@testable import SheafWorkspace

/// Hooks as git 2.54 reads them from its configuration.
@Suite struct HookSettingsTests {
    /// Whatever git this machine has: it reads the file as we mean it, and what it then does is run by a shell here as
    /// it does it, arguments behind the command.
    @Test(arguments: ["/opt/sheaf/sheaf-hook", "/o p\"t\\/it's/$HOME/sheaf-hook", "/opt/#;=[]/`x`/sheaf-hook"])
    func `git reads the commands as they are`(program: String) throws {
        let call = try #require(HookCall(program: program))
        let directory = try TemporaryDirectory()
        let file = directory.file("config")
        let before = "\u{feff}[core]\r\n\tbare = false\r\n[a]\r\n\tb = c"
        let after = HookSettings.inserted(HookSettings.block(call), into: Array(before.utf8))
        try Data(after).write(to: URL(fileURLWithPath: file))
        for event in HookEvent.allCases {
            let name = "hook.sheaf-\(event.rawValue)"
            #expect(try FixtureGit.run(["config", "-f", file, "--get-all", "\(name).event"], in: "/") == event.rawValue)
            #expect(try FixtureGit.run(["config", "-f", file, "--get-all", "\(name).command"], in: "/") == call.line(event))
        }
        #expect(try FixtureGit.run(["config", "-f", file, "a.b"], in: "/") == "c")
        try FixtureGit.run(["config", "-f", file, "core.later", "1"], in: "/")
        let changed = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(HookSettings.block(call).isWhole(in: changed), "git leaves our lines alone")
    }

    @Test func `the command tells, whatever arguments git puts behind it`() throws {
        let desk = try HookDesk()
        try desk.sheaf("enable", "--hooks", "none")
        let call = try #require(HookCall(program: HookDesk.hookProgram))
        for event in HookEvent.allCases {
            let outcome = try desk.program.run(executable: "/bin/sh", ["-c", "\(call.line(event)) \"$@\"", "hook", "amend", "x; exit 3", "$(exit 4)"])
            #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
        }
        #expect(desk.told() == HookEvent.allCases.map(\.rawValue))
    }

    private func scene(_ config: String?, files: [String: HookFile] = [:], readsSettings: Bool = true) -> HookScene {
        HookScene(
            commonDirectory: "/r/.git", call: HookCall(program: "/opt/sheaf-hook"), readsSettings: readsSettings,
            place: .folder(path: "/r/.git/hooks", isMissing: false), folders: ["/r/.git/hooks"], files: files, settingsPath: "/r/.git/config",
            settings: config.map { .regular(bytes: Array($0.utf8), mode: 0o644) } ?? .link(target: "x"), record: HookRecord())
    }

    @Test func `a git that reads them needs no files, and one that does not no settings`() throws {
        let call = try #require(HookCall(program: "/opt/sheaf-hook"))
        let own = HookFile.regular(bytes: call.file(.postCommit), mode: 0o755)
        let theirs = HookFile.regular(bytes: Array("#!/usr/bin/python3\n".utf8), mode: 0o755)
        let files = ["/r/.git/hooks/post-commit": own, "/r/.git/hooks/post-merge": theirs]
        let plan = HookPlan(scene("[core]\n", files: files), choice: nil)
        #expect(plan.obstacles.isEmpty && plan.installed.count == HookEvent.allCases.count)
        #expect(plan.edits == [
            .settings(path: "/r/.git/config", isRemoval: false, block: HookSettings.block(call)),
            .remove(path: "/r/.git/hooks/post-commit", bytes: call.file(.postCommit)),
        ])
        let settings = String(decoding: HookSettings.inserted(HookSettings.block(call), into: Array("[core]\n".utf8)), as: UTF8.self)
        #expect(HookPlan(scene(settings), choice: nil).edits.isEmpty, "a second time changes nothing")
        #expect(HookPlan(scene(settings), choice: .off).edits == [.settings(path: "/r/.git/config", isRemoval: true, block: nil)])
        let older = HookPlan(scene(settings, readsSettings: false), choice: nil)
        #expect(older.edits.contains(.settings(path: "/r/.git/config", isRemoval: true, block: nil)))
        #expect(older.edits.contains(.create(.postCommit, path: "/r/.git/hooks/post-commit", bytes: call.file(.postCommit))))
        #expect(HookPlan(scene(nil), choice: nil).obstacles.count == HookEvent.allCases.count, "a configuration that is a link")
    }

    /// The whole way, where git has it.
    @Test(.enabled(if: (try? GitExecutable.find().version >= .withConfiguredHooks) ?? false, "this git is older than 2.54"))
    func `with git 2.54 the hooks of everybody run, and disable restores the configuration`() throws {
        let desk = try HookDesk()
        try desk.script("\(desk.hooks)/post-commit", "#!/bin/sh\necho \"user's own\" >>\"$LOG\"\n")
        let before = desk.fingerprint()
        #expect(try desk.sheaf("enable").errors.contains("added hooks to"))
        let installed = desk.fingerprint()
        try desk.sheaf("enable")
        #expect(desk.fingerprint() == installed)
        try desk.commit()
        #expect(desk.told() == ["post-commit"] && desk.said() == ["user's own"])
        try desk.git("commit", "-q", "--amend", "--allow-empty", "-m", "wip: amended")
        #expect(Set(desk.told()) == ["post-commit", "post-rewrite"])
        try desk.sheaf("disable")
        #expect(desk.fingerprint(without: HookDesk.committed) == before.filter(HookDesk.isNoCommits))
    }
}
