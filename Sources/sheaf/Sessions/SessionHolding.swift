import ArgumentParser
import SheafWorkspace

struct SessionKeepOpen: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "keep-open", abstract: "Count as activity now, so that silence so far does not end the session.")

    @OptionGroup var named: CurrentSessionArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.keepSessionOpen(named.session) }
    func done(_ entry: SessionEntry) -> Text { "Kept open, with \(SessionWords.counts(entry))" }
}

struct SessionTake: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Take an orphaned session over, to go on in it here.",
        discussion: """
            An orphan is a session that ended by silence and whose owner has not been heard of since. Taking another's \
            session while they may still go on splits the work: their next commit opens a new session, and two people who \
            take it at once are a conflict. --force takes it all the same.
            """)

    @OptionGroup var named: SessionArgument

    @Flag(help: "Although it is no orphan.")
    var force = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange {
        try workspace.takeSession(named.session, isForced: force)
    }

    func done(_ entry: SessionEntry) -> Text { "Taken, with \(SessionWords.counts(entry))" }
}
