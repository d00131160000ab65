import Foundation
import TestSupport
import Testing

@testable import SheafGit

@Suite struct GitExecutableTests {
    @Test func everyLocalVariableOfGitIsDropped() throws {
        let names = try FixtureGit.run(["rev-parse", "--local-env-vars"], in: "/").split(separator: "\n")
        #expect(names.count > 10)
        let poison = names.map(String.init) + [
            "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_QUARANTINE_PATH", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF",
            "GIT_ICASE_PATHSPECS", "GIT_AUTHOR_NAME", "GIT_OF_THE_FUTURE", "SSH_ASKPASS",
        ]
        let cleaned = GitEnvironment.cleaned(Dictionary(uniqueKeysWithValues: poison.map { ($0, "/tmp/poison") }))
        #expect(cleaned.values.allSatisfy { $0 != "/tmp/poison" })
    }

    @Test func networkVariablesOfTheUserStay() {
        let chosen = [
            "GIT_SSH_COMMAND": "ssh -p 7", "GIT_SSL_CAINFO": "/ca", "GIT_TRACE": "1", "HOME": "/h",
            "https_proxy": "http://p",
        ]
        let cleaned = GitEnvironment.cleaned(chosen)
        #expect(chosen.allSatisfy { cleaned[$0.key] == $0.value })
    }

    @Test func poisonedEnvironmentDoesNotReachGit() throws {
        let directory = try TemporaryDirectory()
        let (right, wrong) = (
            try FixtureRepository(at: directory.file("right")), try FixtureRepository(at: directory.file("wrong"))
        )
        var environment = FixtureGit.environment()
        environment["GIT_DIR"] = wrong.gitDirectory
        environment["GIT_WORK_TREE"] = wrong.path
        environment["GIT_CONFIG_COUNT"] = "1"
        environment["GIT_CONFIG_KEY_0"] = "core.bare"
        environment["GIT_CONFIG_VALUE_0"] = "nonsense"
        let git = try GitExecutable.find(in: environment)
        let outcome = try git.command(["rev-parse", "--absolute-git-dir"], in: right.path).run()
        #expect(String(decoding: outcome.output, as: UTF8.self) == right.gitDirectory + "\n")
    }

    @Test func absentGitIsATypedError() {
        #expect(throws: GitError.executableMissing(searched: "/nonexistent")) {
            try GitExecutable.find(in: ["PATH": "/nonexistent"])
        }
    }

    @Test func relativeDirectoriesOfPathAreNotSearched() throws {
        #expect(throws: GitError.executableMissing(searched: ".:bin")) {
            try GitExecutable.find(in: ["PATH": ".:bin"])
        }
    }

    @Test func oldGitIsATypedError() throws {
        let directory = try TemporaryDirectory()
        let script = directory.file("git")
        try Data("#!/bin/sh\necho git version 2.17.1\n".utf8).write(to: URL(fileURLWithPath: script))
        chmod(script, 0o700)
        #expect(throws: GitError.executableTooOld(found: GitVersion(major: 2, minor: 17), required: .required)) {
            try GitExecutable.find(in: ["PATH": directory.path])
        }
    }

    @Test(arguments: [
        ("git version 2.39.5", GitVersion(major: 2, minor: 39)),
        ("git version 2.39.5 (Apple Git-154)\n", GitVersion(major: 2, minor: 39)),
        ("git version 3.0.rc1", GitVersion(major: 3, minor: 0)),
        ("hub version 2.1", nil), ("git version", nil), ("git version x.y", nil), ("", nil),
    ])
    func versionsAreParsed(_ text: String, _ expected: GitVersion?) {
        #expect(GitVersion(parsing: text) == expected)
    }
}
