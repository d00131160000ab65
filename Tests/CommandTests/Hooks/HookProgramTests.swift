import Foundation
import SheafGit
import TestSupport
import Testing

/// The program that every commit starts: whatever is wrong around it, it says nothing, changes nothing and succeeds.
@Suite struct HookProgramTests {
    private let desk: HookDesk

    init() throws {
        desk = try HookDesk()
        try desk.commit()
        try desk.sheaf("enable")
        _ = desk.listener.heard()
    }

    private func note(
        _ arguments: [String] = ["note", "post-commit"], in folder: String? = nil, _ changes: [String: String] = [:]
    ) throws -> [String] {
        let environment = desk.program.environment.merging(changes) { $1 }.filter { !$0.value.isEmpty }
        let outcome = try ChildProcess(
            executable: HookDesk.hookProgram, arguments: arguments, environment: environment, directory: folder ?? desk.repository.path,
            deadlineSeconds: 10
        ).run()
        #expect(outcome.exit == .exited(0) && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome)")
        return desk.told()
    }

    @Test func `it tells only of events and only of repositories where Sheaf works`() throws {
        #expect(try note() == ["post-commit"])
        let nonsense = [[], ["note"], ["note", ""], ["note", "pre-commit"], ["note", "post-commit", "x"], ["x", "post-commit"], ["note", "post-commit\nx"], ["--help"]]
        for arguments in nonsense { #expect(try note(arguments).isEmpty, "\(arguments)") }
        #expect(try note(in: "/").isEmpty)
        let other = try FixtureRepository(at: desk.directory.file("other"))
        #expect(try note(in: other.path).isEmpty)
        try desk.sheaf("disable")
        #expect(try note().isEmpty)
        try desk.sheaf("enable")
        #expect(try note() == ["post-commit"])
        try FileManager.default.removeItem(atPath: "\(desk.gitDirectory)/sheaf")
        #expect(try note().isEmpty)
        try Data().write(to: URL(fileURLWithPath: "\(desk.gitDirectory)/sheaf"))
        #expect(try note().isEmpty)
    }

    @Test func `a poisoned environment does no harm`() throws {
        let paths = ["", "/", "/nonexistent", "relative", "\n", String(repeating: "x/", count: 3_000), "/dev/null", "/proc/self/mem", "/etc/passwd"]
        for path in paths where !path.isEmpty {
            #expect(try note(["note", "post-commit"], ["GIT_DIR": path]).isEmpty, "\(path.prefix(20))")
            _ = try note(["note", "post-commit"], ["GIT_COMMON_DIR": path])
            _ = try note(["note", "post-commit"], ["GIT_DIR": path, "GIT_COMMON_DIR": path, "XDG_RUNTIME_DIR": path])
            #expect(try note(["note", "post-commit"], ["XDG_RUNTIME_DIR": path]).isEmpty, "nobody listens at the other place")
        }
        #expect(try note(["note", "post-commit"], ["GIT_DIR": ".git", "GIT_INDEX_FILE": "/x", "GIT_WORK_TREE": "/x", "GIT_PREFIX": "x"]) == ["post-commit"])
        #expect(try note(["note", "post-commit"], ["PATH": "/nonexistent", "HOME": "/nonexistent", "LC_ALL": "xx"]) == ["post-commit"])
    }

    @Test(arguments: ["absent", "full", "a file", "a pipe", "a link", "a folder", "nobody there", "others may enter"])
    func `a socket that is no socket does no harm`(state: String) throws {
        let folder = "\(desk.listener.runtime)/sheaf"
        let socket = "\(folder)/poke.sock"
        if state != "full" && state != "nobody there" && state != "others may enter" { unlink(socket) }
        switch state {
        case "full": try desk.listener.fill()
        case "a file": try Data().write(to: URL(fileURLWithPath: socket))
        case "a pipe": mkfifo(socket, 0o600)
        case "a link": symlink("/dev/log", socket)
        case "a folder": mkdir(socket, 0o700)
        case "others may enter": chmod(folder, 0o755)
        case "nobody there":
            unlink(socket)
            _ = try PokeListener(runtime: desk.listener.runtime)
        default: break
        }
        #expect(try !note().contains("post-commit"))
        try desk.commit()
    }

    @Test func `garbage in the place of git's files does no harm`() throws {
        let folder = desk.directory.file("garbage")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for content in ["", "gitdir:", "gitdir: ", "gitdir: \n", "gitdir: /nonexistent\n", "gitdir: .\n", String(repeating: "x", count: 100_000), "\u{0}\u{1}"] {
            try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/.git"))
            #expect(try note(in: folder).isEmpty)
        }
        unlink("\(folder)/.git")
        mkfifo("\(folder)/.git", 0o600)
        #expect(try note(in: folder).isEmpty)
        unlink("\(folder)/.git")
        symlink(".git", "\(folder)/.git")
        #expect(try note(in: folder).isEmpty)
        let linked = desk.directory.file("linked")
        try desk.repository.git("worktree", "add", "-q", linked)
        let commondir = "\(desk.gitDirectory)/worktrees/linked/commondir"
        for content in ["", "\n", "/nonexistent\n", String(repeating: "../", count: 2_000)] {
            try Data(content.utf8).write(to: URL(fileURLWithPath: commondir))
            #expect(try note(in: linked).isEmpty)
        }
    }

    @Test(arguments: ["", "<&-", ">&- 2>&-", "<&- >&- 2>&-"]) func `closed descriptors do no harm`(closed: String) throws {
        let outcome = try desk.program.run(executable: "/bin/sh", ["-c", "'\(HookDesk.hookProgram)' note post-commit \(closed); echo $?"])
        #expect(outcome.output == "0\n" && outcome.errors.isEmpty)
        #expect(desk.told() == ["post-commit"])
        let prompt = try desk.program.run(executable: "/bin/sh", ["-c", "'\(HookDesk.hookProgram)' prompt \(closed); echo $?"])
        #expect(prompt.output == "0\n" && prompt.errors.isEmpty)
    }

    @Test func `a folder that is gone does no harm`() throws {
        let script = "mkdir gone && cd gone && rmdir ../gone && '\(HookDesk.hookProgram)' note post-commit; echo $?"
        #expect(try desk.program.run(executable: "/bin/sh", ["-c", script]).output == "0\n")
        #expect(desk.told().isEmpty)
    }

    @Test func `where Sheaf is not enabled nothing is written or asked`() throws {
        let other = try FixtureRepository(at: desk.directory.file("work/other"))
        let (before, home) = (desk.fingerprint(), desk.directory.file("home"))
        let entries = try FileManager.default.contentsOfDirectory(atPath: home)
        for event in ["post-commit", "post-rewrite", "post-merge", "post-checkout"] { #expect(try note(["note", event], in: other.path).isEmpty) }
        #expect(desk.fingerprint() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home) == entries)
    }
}
