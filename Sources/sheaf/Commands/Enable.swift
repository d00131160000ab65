import ArgumentParser
import SheafWorkspace

struct Enable: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let Sheaf work in this repository.",
        discussion: """
            Writes one folder in the git directory and a key outside of it, and lets git's hooks tell Sheaf's agent of commits \
            where that touches nothing that is not ours to touch; never contacts a remote. `sheaf disable` takes it back. \
            Doing it again changes nothing.
            """)

    @Option(help: ArgumentHelp("The git remote to sync with.", valueName: "name"))
    var remote: String?

    @Flag(help: "Allow sending the state to that remote without a typed sync first.")
    var share = false

    @Option(help: "Whether git's hooks tell the agent; by default as chosen before, at first auto. Nothing needs them.")
    var hooks: HookChoice?

    @Flag(name: .customLong("dry-run"), help: "Only say what would change.")
    var dryRun = false

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let report = try Workspace.enable(
            from: common.repository, remoteName: remote, shares: share, hooks: hooks, isDryRun: dryRun,
            surroundings: .live)
        for change in report.changes { screen.say(line(change)) }
        say(report.hooks, on: screen)
        guard !dryRun else {
            screen.say(report.changes.isEmpty ? "Nothing would change." : "Nothing was changed: this was a dry run.")
            return .ok
        }
        screen.say("Sheaf is enabled in \(report.repository, .heading).")
        screen.say("  \(.arrow, .faint) sheaf import history   finds sessions in the history that is there")
        if let remote = report.remote {
            screen.say(report.isShared
                ? "  \(.arrow, .faint) sheaf sync             sends to and gets from \(remote.name) (\(remote.url))"
                : "  \(.arrow, .faint) sheaf sync             allows sending to \(remote.name) (\(remote.url)), and does; "
                    + "`sheaf shared` shows what")
        } else {
            screen.say("  \(.arrow, .faint) there is no remote yet; everything works without one")
        }
        screen.say("  \(.arrow, .faint) sheaf disable          takes it back")
        return .ok
    }

    private func line(_ change: EnableReport.Change) -> Text {
        let (does, would): (Text, Text) = switch change {
        case .folder(let path): ("created \(path)", "create \(path)")
        case .key(let path): ("made this replica's key in \(path)", "make this replica's key in \(path)")
        case .mark(let path): ("removed \(path)", "remove \(path)")
        case .consent(let url): ("allowed sending to \(url)", "allow sending to \(url)")
        case .hooks(let events, let folder):
            ("created \(HookEvent.list(events)) in \(folder)", "create \(HookEvent.list(events)) in \(folder)")
        case .hookLines(let events, let folder):
            ("added lines to \(HookEvent.list(events)) in \(folder)", "add lines to \(HookEvent.list(events)) in \(folder)")
        case .hookSettings(let path): ("added hooks to \(path)", "add hooks to \(path)")
        case .hooksRemoved(let paths):
            ("took our lines out of \(paths.joined(separator: ", "))", "take our lines out of \(paths.joined(separator: ", "))")
        }
        return dryRun ? "would \(would)" : does
    }

    /// Why hooks are missing, once for each reason.
    private func say(_ hooks: HookReport, on screen: Screen) {
        for gap in hooks.gaps {
            let which = gap.events == HookEvent.allCases ? "hooks" : HookEvent.list(gap.events)
            screen.say("no \(which): \(gap.obstacle.reason); commits are found without")
            if let remedy = gap.obstacle.remedy { screen.say("  \(.arrow, .faint) \(remedy)") }
        }
        for failure in hooks.failures { screen.warn("\(failure.path): \(failure.detail); commits are found without it") }
    }
}

extension HookChoice: ExpressibleByArgument {}
