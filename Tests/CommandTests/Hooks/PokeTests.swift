import Foundation
import SheafGit
import TestSupport
import Testing

/// What git does reaches whoever listens, with the right paths, from wherever it is done.
@Suite struct PokeTests {
    private func poke(_ event: String, _ common: String, _ own: String? = nil) -> String {
        "sheaf-poke 1\n\(event)\n\(common)\n\(own ?? common)\n"
    }

    @Test func `commit, amend, rebase, merge and checkout tell`() throws {
        let desk = try HookDesk()
        try desk.commit()
        try desk.sheaf("enable")
        let common = desk.gitDirectory
        try desk.commit()
        #expect(desk.listener.heard() == [poke("post-commit", common)])
        try desk.git("commit", "-q", "--amend", "--allow-empty", "-m", "wip: amended")
        #expect(Set(desk.listener.heard()) == [poke("post-commit", common), poke("post-rewrite", common)])
        try desk.git("checkout", "-q", "-b", "other", "HEAD~1")
        #expect(desk.listener.heard() == [poke("post-checkout", common)])
        try desk.commit()
        _ = desk.listener.heard()
        try desk.git("merge", "-q", "--no-edit", "-m", "Merge", "main")
        #expect(desk.listener.heard().contains(poke("post-merge", common)))
        try desk.git("checkout", "-q", "-b", "third", "HEAD~1")
        try desk.repository.write("a", "1")
        try desk.git("add", "a")
        try desk.commit()
        _ = desk.listener.heard()
        try desk.git("rebase", "-q", "main")
        #expect(desk.listener.heard().contains(poke("post-rewrite", common)))
        // From a folder below, and of another work tree.
        try FileManager.default.createDirectory(atPath: "\(desk.repository.path)/below/it", withIntermediateDirectories: true)
        try desk.commit(in: "\(desk.repository.path)/below/it")
        #expect(desk.listener.heard() == [poke("post-commit", common)])
        try desk.git("worktree", "add", "-q", desk.directory.file("linked"), "-b", "linked")
        _ = desk.listener.heard()
        try desk.commit(in: desk.directory.file("linked"))
        #expect(desk.listener.heard() == [poke("post-commit", common, "\(common)/worktrees/linked")])
    }

    @Test func `a submodule tells of itself`() throws {
        let desk = try HookDesk()
        let part = try FixtureRepository(at: desk.directory.file("part"))
        try part.commit("Begin", files: ["a": "1"])
        try desk.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", part.path, "part")
        var program = SheafProgram(in: "\(desk.repository.path)/part", home: desk.directory.file("home"))
        program.environment.merge(desk.program.environment) { $1 }
        #expect(try program.run("enable").status == 0)
        try desk.commit(in: "\(desk.repository.path)/part")
        #expect(desk.listener.heard() == [poke("post-commit", "\(desk.gitDirectory)/modules/part")])
        try desk.commit()
        #expect(desk.listener.heard().isEmpty, "the outer one is not enabled")
    }

    @Test func `git directories that lie elsewhere are found`() throws {
        let folder = try TemporaryDirectory()
        let desk = try HookDesk(options: ["--separate-git-dir", folder.file("apart.git")])
        try desk.sheaf("enable")
        try desk.commit()
        #expect(desk.listener.heard() == [poke("post-commit", folder.file("apart.git"))])
        symlink(desk.repository.path, desk.directory.file("link"))
        try desk.commit(in: desk.directory.file("link"))
        #expect(desk.listener.heard() == [poke("post-commit", folder.file("apart.git"))])
    }

    /// What a rewrite hands to the user's hook on standard input is for that hook.
    @Test func `the list of a rewrite reaches the user's hook`() throws {
        let desk = try HookDesk()
        try desk.script("\(desk.hooks)/post-rewrite", "#!/bin/sh\nwhile read -r old new; do echo \"$1 $old $new\" >>\"$LOG\"; done\n")
        try desk.sheaf("enable")
        try desk.commit()
        let old = try desk.git("rev-parse", "HEAD")
        try desk.git("commit", "-q", "--amend", "--allow-empty", "-m", "wip: amended")
        #expect(desk.said() == ["amend \(old) \(try desk.git("rev-parse", "HEAD"))"])
        #expect(desk.told().contains("post-rewrite"))
    }

    @Test func `somebody who wants silence has it`() throws {
        var desk = try HookDesk()
        try desk.sheaf("enable")
        desk.program.environment["SHEAF_HOOK"] = "1"
        try desk.commit()
        #expect(desk.listener.heard().isEmpty)
    }
}
