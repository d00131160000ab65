import ArgumentParser
import SheafCore
import SheafWorkspace

/// A command that changes one session and says what came of it.
protocol SessionChanging: WorkspaceCommand {
    var json: JSONOption { get }

    func change(in workspace: Workspace) throws -> SessionChange
    /// What was done, to be put before the session's name.
    var done: Text { get }
}

extension SessionChanging {
    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let change = try change(in: workspace)
        let count = change.recorded.recordedCount
        if count > 0 { screen.say("Recorded \(count) \(count == 1 ? "commit" : "commits") first.") }
        if json.json {
            try screen.print(Document(change))
        } else {
            try screen.print("\(change.entry.row.displayID)")
            screen.say("\(done) \(SessionWords.counts(change.entry)); `sheaf undo \(change.operation)` takes it back where that can be.")
        }
        return .ok
    }
}

struct SessionStart: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Open an empty session here; the automatic commits that follow join it.")

    @Option(help: ArgumentHelp("What it is about; shared with everybody.", valueName: "text"))
    var title: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.startSession(title: title) }
    var done: Text { "Opened, with" }
}

struct SessionComplete: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "End a session as complete, after recording what is pending.")

    @Argument(help: ArgumentHelp("The session; by default the one that goes on here.", valueName: "session"))
    var session: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.endSession(session, .complete) }
    var done: Text { "Completed with" }
}

struct SessionAbandon: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "abandon", abstract: "End a session as abandoned, after recording what is pending.")

    @Argument(help: ArgumentHelp("The session; by default the one that goes on here.", valueName: "session"))
    var session: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.endSession(session, .abandon) }
    var done: Text { "Abandoned with" }
}

struct SessionReopen: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Take a session's end back, also one that silence has brought.")

    @Argument(help: ArgumentHelp("The session.", valueName: "session"))
    var session: String

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.reopenSession(session) }
    var done: Text { "Open again with" }
}

struct SessionKeepOpen: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "keep-open", abstract: "Count as activity now, so that silence so far does not end the session.")

    @Argument(help: ArgumentHelp("The session; by default the one that goes on here.", valueName: "session"))
    var session: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.keepSessionOpen(session) }
    var done: Text { "Kept open with" }
}

struct SessionTake: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Take an orphaned session over, to go on in it here.",
        discussion: """
            An orphan is a session that ended by silence and whose owner has not been heard of since. Taking another's \
            session while they may still go on splits the work: their next commit opens a new session, and two people who \
            take it at once are a conflict. --force takes it all the same.
            """)

    @Argument(help: ArgumentHelp("The session.", valueName: "session"))
    var session: String

    @Flag(help: "Although it is no orphan.")
    var force = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange {
        try workspace.takeSession(session, isForced: force)
    }

    var done: Text { "Taken with" }
}
