import ArgumentParser
import SheafCore
import SheafWorkspace

/// `sheaf session`: what belongs together, and what a person says about it.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "List and show sessions, and say what should become of them.",
        discussion: """
            SESSION is a display id, an id, a unique beginning of either, a pull request (#12), or a commit. Where it may \
            be left out, it is the session that goes on in this worktree.

              sheaf session list --state open
              sheaf session show
              sheaf session complete ada-20261121-0900
              sheaf session move HEAD~1 --to ada-20261121-0900
            """,
        subcommands: [
            SessionList.self, SessionShow.self, SessionStart.self, SessionComplete.self, SessionAbandon.self,
            SessionReopen.self, SessionTitle.self, SessionNote.self, SessionKeepOpen.self, SessionMove.self,
            SessionRemove.self, SessionTake.self, SessionSweep.self,
        ],
        defaultSubcommand: SessionList.self)
}

extension SessionDisplay.State: ExpressibleByArgument {}

struct SessionList: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List sessions, by opening.")

    @Option(help: "Only sessions in this state; may be given more than once.")
    var state: [SessionDisplay.State] = []

    @Option(help: ArgumentHelp("Only sessions of this author, as display ids begin.", valueName: "author"))
    var author: String?

    @Option(help: ArgumentHelp("Only sessions with activity at this time or later.", valueName: "time"), transform: TimeArgument.reading)
    var since: TimeArgument?

    @OptionGroup var trust: UntrustedOption
    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let now = workspace.now
        let instant = at.at.instant(now: now)
        let selection = SessionSelection(
            states: Set(state), author: try author.map(slug), since: since?.instant(now: now),
            includesUntrusted: trust.untrusted)
        let listing = try workspace.sessionListing(selection, at: instant)
        if json.json {
            try screen.print(Document.versioned([
                "as_of": Document(instant), "sessions": .array(listing.entries.map { Document($0) }),
            ], and: RevocationWords.members(leftOut: listing.untrustedCount)))
        } else if listing.entries.isEmpty {
            screen.say(state.isEmpty && author == nil && since == nil
                ? "No sessions yet; `sheaf import history` finds them in the history." : "No session fits.")
        } else {
            try screen.print(SessionWords.table(listing.entries, now: instant))
        }
        if let line = RevocationWords.leftOut(listing.untrustedCount, "session") { screen.say(line) }
        return .ok
    }

    private func slug(_ text: String) throws -> AuthorSlug {
        guard let author = AuthorSlug(text) else {
            throw Failure.usage("\"\(text)\" is no author", advice: "authors are spelled as display ids begin, such as ada")
        }
        return author
    }
}
