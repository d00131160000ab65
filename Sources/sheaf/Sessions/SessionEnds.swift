import ArgumentParser
import SheafWorkspace

struct SessionComplete: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "End a session as complete, after recording what is pending.")

    @OptionGroup var named: CurrentSessionArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.endSession(named.session, .complete) }
    func done(_ entry: SessionEntry) -> Text { "Completed with \(SessionWords.counts(entry))" }
}

struct SessionAbandon: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "abandon", abstract: "End a session as abandoned, after recording what is pending.")

    @OptionGroup var named: CurrentSessionArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.endSession(named.session, .abandon) }
    func done(_ entry: SessionEntry) -> Text { "Abandoned with \(SessionWords.counts(entry))" }
}

struct SessionReopen: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Take a session's end back, also one that silence has brought.")

    @OptionGroup var named: SessionArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.reopenSession(named.session) }
    func done(_ entry: SessionEntry) -> Text { "Open again, with \(SessionWords.counts(entry))" }
}
