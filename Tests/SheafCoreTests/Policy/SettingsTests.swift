import SheafCore
import Testing

@Suite struct SettingsTests {
    private func problems(of file: PolicyFile? = nil, _ local: [Settings.LocalValue]) -> [String] {
        do {
            _ = try Settings(file: file, local: local)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// Every subset of the layers: the highest that speaks is heard, and named.
    @Test(arguments: 0..<16) func theHighestLayerCounts(layers: Int) throws {
        let file = layers & 1 == 0 ? nil : try PolicyFile(Array("sync:\n  remote: from-policy".utf8), name: "policy.yaml")
        var local: [Settings.LocalValue] = []
        if layers & 8 != 0 { local.append(.init(.flag("--remote", .remote), "from-flag")) }
        if layers & 4 != 0 { local.append(.init(.environment(variable: "SHEAF_SYNC_REMOTE"), "from-environment")) }
        if layers & 2 != 0 { local.append(.init(.gitConfig(name: "sheaf.sync.remote"), "from-config")) }
        let settings = try Settings(file: file, local: local)
        let expected: (String, SettingProblem.Place) =
            switch layers {
            case 8...: ("from-flag", .flag("--remote"))
            case 4...: ("from-environment", .environment("SHEAF_SYNC_REMOTE"))
            case 2...: ("from-config", .gitConfig("sheaf.sync.remote"))
            case 1: ("from-policy", .file("policy.yaml", line: 2, column: 11))
            default: ("origin", .builtIn)
            }
        #expect(settings.policy.sync.remote == expected.0)
        #expect(settings.origin(of: .remote) == expected.1)
        #expect(settings.value(of: .remote) == .text(expected.0))
    }

    @Test func whatShapesSharedFactsIsRefusedFromEveryLocalLayer() {
        for row in Setting.all where row.scope == .shared {
            let sources: [Settings.LocalValue.Source] = [
                .flag("--flag", row.key), .environment(variable: row.key.environmentVariable),
                .gitConfig(name: row.key.gitConfigName.lowercased()),
            ]
            for source in sources {
                let found = problems([.init(source, "1")])
                #expect(found.count == 1)
                #expect(found.first?.hasSuffix(
                    "\(row.key): shapes facts that everybody shares, so only the default branch's policy file can set it; change it there") == true)
            }
        }
    }

    @Test func localValuesAreHeldWithinTheirRangeToo() {
        #expect(
            problems([
                .init(.gitConfig(name: "sheaf.sync.intervalsecondsmin"), "5"),
                .init(.environment(variable: "SHEAF_SYNC_BUDGET_PUSHES_PER_MINUTE"), "many"),
                .init(.environment(variable: "SHEAF_OUTPUT_COLOUR"), "alway"),
                .init(.flag("--remote", .remote), "--upload-pack=x"),
            ]) == [
                "git config sheaf.sync.intervalsecondsmin: sync.interval_seconds_min: \"5\" is not allowed; expected a whole number 10-600 (seconds)",
                "SHEAF_SYNC_BUDGET_PUSHES_PER_MINUTE: sync.budget_pushes_per_minute: \"many\" is not allowed; expected a whole number 1-60 (pushes per minute)",
                "SHEAF_OUTPUT_COLOUR: output.colour: \"alway\" is not allowed; expected one of auto, always, never; did you mean always?",
                "--remote: sync.remote: \"--upload-pack=x\" is not allowed; expected the name of a git remote, at most 128 characters",
            ])
    }

    @Test func aContradictionAcrossLayersNamesOneOfThem() throws {
        let file = try PolicyFile(Array("sync: {interval_seconds_max: 120}".utf8), name: "policy.yaml")
        #expect(
            problems(of: file, [.init(.environment(variable: "SHEAF_SYNC_INTERVAL_SECONDS_MIN"), "300")]).first?.hasPrefix(
                "SHEAF_SYNC_INTERVAL_SECONDS_MIN: sync.interval_seconds_min: the least interval (300 seconds)") == true)
    }

    @Test func unknownNamesAreRefusedInGitConfigAndShownInTheEnvironment() throws {
        #expect(
            problems([.init(.gitConfig(name: "sheaf.sync.remot"), "x")]) == [
                "git config sheaf.sync.remot: is not a setting; did you mean sheaf.sync.remote?"
            ])
        let settings = try Settings(
            file: nil,
            local: [
                .init(.environment(variable: "SHEAF_SYNC_REMOTES"), "x"), .init(.environment(variable: "PATH"), "x"),
                .init(.gitConfig(name: "user.name"), "x"),
            ])
        #expect(settings.unknownVariables == [.init(name: "SHEAF_SYNC_REMOTES", nearest: "SHEAF_SYNC_REMOTE")])
    }

    @Test func theLastOfTwoGitConfigValuesCounts() throws {
        let name = Settings.LocalValue.Source.gitConfig(name: "sheaf.sync.remote")
        #expect(try Settings(file: nil, local: [.init(name, "a"), .init(name, "b")]).policy.sync.remote == "b")
    }

    @Test func onlyAPersonAllowsTheirSSHCommand() throws {
        let settings = try Settings(file: nil, local: [.init(.gitConfig(name: "sheaf.sync.usesshcommand"), "true")])
        #expect(settings.policy.sync.usesSSHCommand)
    }
}
