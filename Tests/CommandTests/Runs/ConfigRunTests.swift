import Foundation
import SheafCore
import TestSupport
import Testing

@testable import sheaf

@Suite struct ConfigRunTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    private func settings(_ arguments: String...) throws -> [String: [String: Any]] {
        let document = try scratch.json(["config"] + arguments, schema: "config").document
        let list = try #require(document["settings"] as? [[String: Any]])
        return Dictionary(uniqueKeysWithValues: list.compactMap { row in (row["key"] as? String).map { ($0, row) } })
    }

    @Test func listsEverySettingInItsOwnType() throws {
        let settings = try settings()
        #expect(Set(settings.keys) == Set(SettingKey.allCases.map(\.rawValue)))
        #expect(settings["sessions.timeout_minutes"]?["value"] as? Int == 30)
        #expect(settings["privacy.share_paths"]?["value"] as? Bool == false)
        #expect(settings["detection.labels"]?["value"] as? [String] == ["auto-pr"])
        #expect(settings["repository"]?["value"] is NSNull)
        #expect(settings.values.allSatisfy { $0["origin"] as? String == "default" })
        #expect(try scratch.run("config", "sync.remote").output == "origin\n")
    }

    @Test func saysWhereAValueComesFrom() throws {
        try scratch.repository.git("config", "sheaf.sync.remote", "fork")
        _ = try scratch.repository.commit("Add policy", files: [".sheaf/policy.yaml": "sessions:\n  timeout_minutes: 45\n"])
        let settings = try settings()
        #expect(settings["sync.remote"]?["origin"] as? String == "git config")
        #expect(settings["sessions.timeout_minutes"]?["origin"] as? String == "policy file")
        #expect(try scratch.run("config", "--show-origin").output.contains(".sheaf/policy.yaml:2:20"))
    }

    @Test func refusesALayerThatShapesWhatIsShared() throws {
        try scratch.repository.git("config", "sheaf.sessions.timeoutMinutes", "10")
        #expect(try scratch.run("config", status: 78).errors.contains("only the default branch's policy file"))
        try scratch.run("config", "check", status: 78)
    }

    @Test func suggestsTheSettingThatWasMeant() throws {
        #expect(try scratch.run("config", "sync.remot", status: 64).errors.contains("did you mean sync.remote?"))
        var program = scratch.program
        program.environment["SHEAF_SYNC_REMOT"] = "x"
        let outcome = try program.run("config")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "warning: SHEAF_SYNC_REMOT is not a setting; did you mean SHEAF_SYNC_REMOTE?\n")
    }

    @Test func checksAFileTheWorkTreeAndStandardInput() throws {
        #expect(try scratch.run("config", "check").errors.contains("no policy file"))
        try scratch.repository.write(".sheaf/policy.yaml", "sessions:\n  timeout_minutes: 500\n  idle: 3\n")
        let outcome = try scratch.run("config", "check", status: 78)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("policy.yaml:2:20: sessions.timeout_minutes: \"500\" is not allowed; expected a whole number 5-120"))
        #expect(outcome.errors.contains("did you mean sessions.idle_warning_minutes?"))
        try scratch.repository.write("good.yaml", "sessions:\n  timeout_minutes: 20\n")
        try scratch.run("config", "check", "good.yaml")
        try scratch.run("config", "check", "good.yaml", ".sheaf/policy.yaml", status: 78)
        try scratch.run("config", "check", "missing.yaml", status: 78)
        try scratch.repository.write("private.yaml", "privacy: {share_paths: true}\n")
        #expect(try scratch.run("config", "check", "private.yaml", status: 78).errors.contains("never shares them"))
        #expect(try scratch.program.run("config", "check", "-", input: "sync: [").status == 78)
        #expect(try scratch.program.run("config", "check", "-", input: "").status == 0)
        try scratch.repository.write("large.yaml", String(repeating: "#", count: PolicyFile.bytesMax + 1))
        #expect(try scratch.run("config", "check", "large.yaml", status: 78).errors.contains("at most 262144"))
    }

    @Test func checksAFileOutsideOfAnyRepository() throws {
        let file = scratch.directory.file("alone.yaml")
        try "version: 1\n".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try scratch.program.run("config", "check", file, "-C", "/").status == 0)
    }
}
