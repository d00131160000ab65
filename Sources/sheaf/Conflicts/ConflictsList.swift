import ArgumentParser
import SheafCore
import SheafWorkspace

struct ConflictsList: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what was judged; exit status 2 while an open item is listed.")

    @Option(help: ArgumentHelp("Only items of this session.", valueName: "session"))
    var session: String?

    @Option(help: ArgumentHelp("Only items with a fact of this time or later.", valueName: "time"), transform: TimeArgument.reading)
    var since: TimeArgument?

    @Flag(help: "Only items that a person must settle.")
    var open = false

    @Flag(help: "Acknowledged items too.")
    var all = false

    @OptionGroup var trust: UntrustedOption
    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let now = at.at.instant(now: workspace.now)
        let listing = try workspace.conflicts(ConflictSelection(
            session: session, since: since?.instant(now: workspace.now), status: open ? .open : nil,
            includesAcknowledged: all, includesUntrusted: trust.untrusted))
        let reports = listing.reports
        if json.json {
            let items = Document.array(reports.map { Document($0) })
            try screen.print(Document.versioned(["as_of": Document(now), "conflicts": items],
                and: RevocationWords.members(leftOut: listing.untrustedCount)))
        } else {
            try show(reports, now: now, on: screen)
        }
        if let line = RevocationWords.leftOut(listing.untrustedCount, "item") { screen.say(line) }
        let isOpen = reports.contains { $0.conflict.status == .open && !$0.conflict.isAcknowledged }
        return isOpen ? .attention : .ok
    }

    private func show(_ reports: [ConflictReport], now: Instant, on screen: Screen) throws {
        for (position, report) in reports.enumerated() {
            if position > 0 { try screen.print() }
            try screen.print(ConflictView(report: report, now: now, isComplete: false).lines(screen.output))
        }
        let openCount = reports.count { $0.conflict.status == .open && !$0.conflict.isAcknowledged }
        screen.say(reports.isEmpty ? "No conflicts." : "\(openCount) open, \(reports.count - openCount) noted or acknowledged.")
    }
}
