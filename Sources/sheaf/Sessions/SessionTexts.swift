import ArgumentParser
import SheafCore
import SheafWorkspace

struct SessionTitle: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "title", abstract: "Give a session a title that everybody sees.")

    @Argument(help: ArgumentHelp("The session.", valueName: "session"))
    var session: String

    @Argument(help: ArgumentHelp("At most 1,024 bytes; \"\" clears it.", valueName: "title"))
    var title: String

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.titleSession(session, title) }
    var done: Text { title.isEmpty ? "Title cleared;" : "Titled;" }
}

struct SessionNote: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Give a session a note that everybody sees; it replaces the one before.")

    @Argument(help: ArgumentHelp("The session.", valueName: "session"))
    var session: String

    @Argument(help: ArgumentHelp("At most 4,096 bytes; \"\" clears it.", valueName: "text"))
    var text: String

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange { try workspace.noteSession(session, text) }
    var done: Text { text.isEmpty ? "Note cleared;" : "Noted;" }
}
