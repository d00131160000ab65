import ArgumentParser
import SheafCore
import SheafWorkspace

struct SessionSweep: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "List what has ended by silence, or become an orphan, since the last sweep.",
        discussion: """
            For those who run no agent. Ends are derived from the facts, so a sweep writes none: only this clone remembers \
            what it was told.
            """)

    @Flag(name: .customLong("dry-run"), help: "The next sweep lists the same again.")
    var dryRun = false

    @OptionGroup var trust: UntrustedOption
    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let instant = at.at.instant(now: workspace.now)
        let report = try workspace.sweepSessions(at: instant, isDryRun: dryRun, includesUntrusted: trust.untrusted)
        if json.json {
            try screen.print(document(report))
        } else if report.items.isEmpty {
            let since: Text = report.since.map { " since \(RelativeTime.both($0, from: instant))" } ?? ""
            screen.say("Nothing has ended\(since).")
        } else {
            try screen.print(SessionWords.table(report.items.map(\.entry), now: instant))
            screen.say("An orphan goes on with `sheaf session take`; anything else with `sheaf session reopen`.")
        }
        if let line = RevocationWords.leftOut(report.untrustedCount, "session") { screen.say(line) }
        return .ok
    }

    private func document(_ report: SweepReport) -> Document {
        .versioned([
            "as_of": Document(report.asOf), "since": Document(report.since), "dry_run": .boolean(dryRun),
            "sessions": .array(report.items.map { item in
                guard case .object(let members) = Document(item.entry) else { preconditionFailure("BUG: no object") }
                let previous = Document.Member(key: "previous_state", value: Document(item.previous?.rawValue))
                return .object(members + [previous])
            }),
        ], and: RevocationWords.members(leftOut: report.untrustedCount))
    }
}
