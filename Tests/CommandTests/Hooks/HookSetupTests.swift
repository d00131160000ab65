import Foundation
import SheafGit
import TestSupport
import Testing

/// Whatever hooks people have: theirs still run, ours only where nothing of theirs is touched, and all comes off again.
@Suite struct HookSetupTests {
    /// Before git read hooks from its configuration, nothing else was there.
    private static let isClassic = (try? GitExecutable.find().version < .withConfiguredHooks) ?? true

    /// With hooks in git's configuration, nothing is in the way of ours.
    @Test(arguments: HookSetup.all) func `their hooks run, ours tell, and disable restores every byte`(_ setup: HookSetup) throws {
        let desk = try HookDesk()
        try setup.prepare(desk)
        let before = desk.fingerprint()
        let enabled = try desk.sheaf("enable")
        #expect(!Self.isClassic || setup.words.isEmpty || enabled.errors.contains(setup.words), "\(enabled.errors)")
        let installed = desk.fingerprint()
        #expect(try desk.sheaf("enable").errors.contains("created") == false)
        #expect(desk.fingerprint() == installed, "a second time changes nothing")

        try desk.commit()
        #expect(desk.said() == (setup.speaks ? ["user's own"] : []))
        #expect(desk.told().contains("post-commit") == (setup.hears || !Self.isClassic))
        let doctor = try desk.program.run("doctor").output
        #expect(doctor.contains("a trial arrived") || !setup.words.isEmpty, "\(doctor)")

        try desk.sheaf("disable")
        #expect(desk.fingerprint(without: HookDesk.committed) == before.filter(HookDesk.isNoCommits))
        try desk.commit()
        #expect(desk.said() == (setup.speaks ? ["user's own"] : []))
        #expect(desk.told().isEmpty)
    }

    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"))
    func `a read-only folder is left alone, and said`() throws {
        let desk = try HookDesk()
        try desk.script("\(desk.hooks)/post-commit", "#!/bin/sh\necho \"user's own\" >>\"$LOG\"\n")
        let before = desk.fingerprint()
        let wall = try Wall(before: desk.hooks)
        #expect(try desk.sheaf("enable").errors.contains("cannot be written"))
        try desk.commit()
        #expect(desk.said() == ["user's own"])
        #expect(try desk.sheaf("disable").errors.contains("warning") == false)
        wall.fall()
        #expect(desk.fingerprint(without: HookDesk.committed) == before.filter(HookDesk.isNoCommits))
    }

    /// A program with a button gives its git the `PATH` of the desktop.
    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"), arguments: ["/usr/bin:/bin", "/nonexistent"])
    func `hooks need no PATH`(path: String) throws {
        let desk = try HookDesk()
        try desk.script("\(desk.hooks)/post-commit", "#!/bin/sh\necho \"user's own\" >>\"$LOG\"\n")
        try desk.sheaf("enable")
        let outcome = try ChildProcess(
            executable: "/usr/bin/git", arguments: ["commit", "-q", "--allow-empty", "-m", "wip"],
            environment: desk.program.environment.merging(["PATH": path]) { $1 }, directory: desk.repository.path
        ).run()
        #expect(outcome.exit.isSuccess && outcome.errors.isEmpty, "\(outcome.errorText)")
        #expect(desk.said() == ["user's own"])
        #expect(desk.told() == ["post-commit"])
    }

    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"))
    func `without the program nothing is said and nothing fails`() throws {
        let desk = try HookDesk()
        try desk.script("\(desk.hooks)/post-commit", "#!/bin/sh -e\necho \"user's own\" >>\"$LOG\"\n")
        try desk.sheaf("enable")
        for event in ["post-commit", "post-merge"] {
            let path = "\(desk.hooks)/\(event)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try desk.script(path, text.replacing("/sheaf-hook'", with: "/gone'"))
        }
        let outcome = try FixtureGit.attempt(["commit", "-q", "--allow-empty", "-m", "wip"], in: desk.repository.path, environment: desk.program.environment)
        #expect(outcome.exit.isSuccess && outcome.errors.isEmpty, "\(outcome.errorText)")
        #expect(desk.said() == ["user's own"])
        #expect(desk.told().isEmpty)
    }

    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"))
    func `what was added after the installation stays`() throws {
        let desk = try HookDesk()
        try desk.script("\(desk.hooks)/post-commit", "#!/bin/sh\necho one\n")
        try desk.sheaf("enable")
        for event in ["post-commit", "post-merge"] {
            let path = "\(desk.hooks)/\(event)"
            try desk.script(path, try String(contentsOfFile: path, encoding: .utf8) + "echo two\n")
        }
        #expect(try desk.sheaf("enable").errors.contains("post-merge") == false)
        try desk.sheaf("disable")
        #expect(try String(contentsOfFile: "\(desk.hooks)/post-commit", encoding: .utf8) == "#!/bin/sh\necho one\necho two\n")
        #expect(try String(contentsOfFile: "\(desk.hooks)/post-merge", encoding: .utf8) == "#!/bin/sh\necho two\n")
        #expect(!FileManager.default.fileExists(atPath: "\(desk.hooks)/post-rewrite"))
    }

    /// What pre-commit, lefthook and overcommit do with a hook that is in their way.
    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"), arguments: ["post-commit.legacy", "post-commit.old", "old-hooks/post-commit"])
    func `a hook of ours that a tool has moved is removed too`(name: String) throws {
        let desk = try HookDesk()
        try desk.sheaf("enable")
        try FileManager.default.createDirectory(atPath: "\(desk.hooks)/old-hooks", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: "\(desk.hooks)/post-commit", toPath: "\(desk.hooks)/\(name)")
        try desk.sheaf("disable", "--purge")
        #expect(!FileManager.default.fileExists(atPath: "\(desk.hooks)/\(name)"))
    }

    /// A copy has the hooks and the record of its original, and nothing to do with the original's.
    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"))
    func `a copy takes only its own hooks out`() throws {
        let desk = try HookDesk()
        try desk.sheaf("enable")
        let original = desk.fingerprint()
        let copy = desk.directory.file("copy")
        try FileManager.default.copyItem(atPath: desk.repository.path, toPath: copy)
        var program = SheafProgram(in: copy, home: desk.directory.file("home"))
        program.environment.merge(desk.program.environment) { $1 }
        #expect(try program.run("disable", "--purge").status == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(copy)/.git/hooks"))
        #expect(desk.fingerprint() == original)
        try desk.commit()
        #expect(desk.told() == ["post-commit"])
    }

    /// Folders that git sees from there alone: relative to its top, or set for it alone.
    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"))
    func `disable in one work tree takes the hooks of all out`() throws {
        let desk = try HookDesk()
        try desk.repository.write(".gitignore", "/.own/\n")
        try desk.repository.git("add", ".gitignore")
        try desk.commit()
        let linked = desk.directory.file("linked")
        try desk.repository.git("worktree", "add", "-q", linked, "-b", "linked")
        try desk.repository.git("config", "core.hooksPath", ".own")
        var program = SheafProgram(in: linked, home: desk.directory.file("home"))
        program.environment.merge(desk.program.environment) { $1 }
        for folder in [desk.repository.path, linked] { try desk.script("\(folder)/.own/post-commit", "#!/bin/sh\necho \"user's own\" >>\"$LOG\"\n") }
        try desk.sheaf("enable")
        #expect(try program.run("enable").errors.contains("added lines to post-commit in \(linked)/.own"))
        for folder in [desk.repository.path, linked] {
            try desk.commit(in: folder)
            #expect(desk.told() == ["post-commit"] && desk.said() == ["user's own"])
        }
        try desk.sheaf("disable")
        for folder in [desk.repository.path, linked] {
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/.own") == ["post-commit"])
            #expect(try String(contentsOfFile: "\(folder)/.own/post-commit", encoding: .utf8) == "#!/bin/sh\necho \"user's own\" >>\"$LOG\"\n")
        }
    }

    @Test(.enabled(if: isClassic, "this git has hooks in its configuration"))
    func `the choice is kept until another is made`() throws {
        let desk = try HookDesk()
        let before = desk.fingerprint()
        #expect(try !desk.sheaf("enable", "--hooks", "none").errors.contains("hooks"))
        #expect(desk.fingerprint() == before)
        try desk.sheaf("enable")
        #expect(desk.fingerprint() == before)
        #expect(try desk.program.run("status").output.contains("hooks       off"))
        #expect(try desk.sheaf("enable", "--hooks", "auto").errors.contains("created post-commit, post-rewrite"))
        #expect(try desk.program.run("status").output.contains("hooks       installed"))
        #expect(try desk.sheaf("enable", "--hooks", "none").errors.contains("took our lines out of"))
        #expect(desk.fingerprint() == before)
    }
}

/// Keeps everybody, root included, from writing into a folder.
private struct Wall {
    private let path: String
    private let isMounted: Bool

    init(before path: String) throws {
        self.path = path
        isMounted = geteuid() == 0
        if isMounted {
            try Self.run("mount", "--bind", path, path)
            try Self.run("mount", "-o", "remount,bind,ro", path)
        } else {
            chmod(path, 0o555)
        }
    }

    func fall() {
        if isMounted { try? Self.run("umount", "--lazy", path) } else { chmod(path, 0o755) }
    }

    private static func run(_ arguments: String...) throws {
        let outcome = try ChildProcess(executable: "/usr/bin/env", arguments: arguments, environment: ProcessInfo.processInfo.environment).run()
        guard outcome.exit.isSuccess else { throw FixtureError("\(arguments): \(outcome.errorText)") }
    }
}
