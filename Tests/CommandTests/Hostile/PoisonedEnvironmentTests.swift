import Foundation
import TestSupport
import Testing

@testable import sheaf

/// A command that a hook starts inherits variables that point git at another repository, index or object store.
@Suite struct PoisonedEnvironmentTests {
    enum Shape: CaseIterable, Sendable { case main, worktree, bare, submodule }

    private let directory: TemporaryDirectory
    private let decoy: FixtureRepository
    private let remote: String

    init() throws {
        directory = try TemporaryDirectory()
        decoy = try FixtureRepository(at: directory.file("decoy"))
        try decoy.commit("Decoy", files: ["d": "1"])
        remote = directory.file("team.git")
        _ = try FixtureRepository(at: remote, options: ["--bare"])
    }

    /// The directory to work in, and the git directory that the shape's repository has.
    private func make(_ shape: Shape) throws -> (path: String, git: [String]) {
        let origin = try FixtureRepository(at: directory.file("origin"))
        try origin.commit("wip: one", files: ["a": "1"])
        try origin.commit("wip: two", files: ["a": "2"], time: FixtureGit.epoch + 60)
        let path = directory.file("work")
        switch shape {
        case .main:
            try FixtureGit.run(["clone", "-q", origin.path, path], in: "/")
        case .bare:
            try FixtureGit.run(["clone", "-q", "--bare", origin.path, path], in: "/")
        case .worktree:
            try FixtureGit.run(["worktree", "add", "-q", "-b", "side", path], in: origin.path)
        case .submodule:
            let parent = try FixtureRepository(at: directory.file("parent"))
            try FixtureGit.run(["-c", "protocol.file.allow=always", "submodule", "add", "-q", origin.path, "sub"], in: parent.path)
            try parent.commit("Add")
            try FixtureGit.run(["config", "user.email", "ada@example.com"], in: "\(parent.path)/sub")
            return ("\(parent.path)/sub", [parent.path, "\(parent.path)/sub", origin.path])
        }
        try FixtureGit.run(["config", "user.email", "ada@example.com"], in: path)
        return (path, [path, origin.path])
    }

    private func poison() throws -> [String: String] {
        let names = try FixtureGit.run(["rev-parse", "--local-env-vars"], in: "/").split(separator: "\n").map(String.init)
        var poison = Dictionary(uniqueKeysWithValues: names.map { ($0, decoy.gitDirectory) })
        poison["GIT_INDEX_FILE"] = "\(decoy.gitDirectory)/index"
        poison["GIT_OBJECT_DIRECTORY"] = "\(decoy.gitDirectory)/objects"
        poison["GIT_WORK_TREE"] = decoy.path
        poison["GIT_PREFIX"] = "sub/"
        poison["GIT_CONFIG_COUNT"] = "1"
        poison["GIT_CONFIG_KEY_0"] = "core.bare"
        poison["GIT_CONFIG_VALUE_0"] = "nonsense"
        poison["GIT_CONFIG_PARAMETERS"] = "'core.bare=nonsense'"
        for name in ["GIT_NAMESPACE", "GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_EXTERNAL_DIFF", "GIT_REFLOG_ACTION"] {
            poison[name] = "\(decoy.path)/none"
        }
        return poison
    }

    /// What git says of each repository, index and work tree included.
    private func fingerprint(_ repositories: [String]) throws -> [String] {
        try repositories.map { path in
            let commands = [["rev-parse", "HEAD"], ["for-each-ref"], ["ls-files", "--stage"], ["status", "--porcelain"], ["config", "--local", "--list"], ["count-objects", "-v"]]
            return try commands.map { arguments in
                String(decoding: try FixtureGit.attempt(arguments, in: path).output, as: UTF8.self)
            }.joined()
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: Shape.allCases) func touchesNothingOfTheUsersAndNothingElsewhere(shape: Shape) throws {
        let (path, repositories) = try make(shape)
        var program = SheafProgram(in: path, home: directory.file("home"))
        program.environment["SHEAF_DATE"] = "@\(FixtureGit.epoch + 120)"
        let poison = try poison()
        #expect(poison.count >= 16)
        program.environment.merge(poison) { $1 }
        let remoteName = shape == .worktree ? "team" : "origin"
        try FixtureGit.run(shape == .worktree ? ["remote", "add", "team", remote] : ["remote", "set-url", "origin", remote], in: path)
        let all = repositories + [decoy.path]
        let before = try fingerprint(all)
        #expect(try program.run("enable", "--remote", remoteName).status == 0)
        for arguments in [["record", "HEAD~1", "HEAD"], ["import", "history"], ["session", "list"], ["status"], ["explain", "HEAD"], ["session", "title", "HEAD", "x"],
            ["sync", "--offline"], ["sync"], ["sync"], ["verify"], ["session", "complete", "HEAD"], ["log"]] {
            let outcome = try program.run(arguments)
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        _ = try program.run("doctor")
        #expect(try fingerprint(all) == before)
        #expect(try FixtureGit.run(["rev-parse", "--verify", "refs/sheaf/state"], in: remote).count == 40)
        #expect(try program.run("disable", "--purge").status == 0)
        #expect(try fingerprint(all) == before)
    }
}
