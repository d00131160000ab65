import ArgumentParser
import SheafWorkspace

struct SessionTitle: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "title", abstract: "Give a session a title that everybody sees.")

    @OptionGroup var named: SessionArgument

    @Argument(help: ArgumentHelp("At most 1,024 bytes; \"\" clears it.", valueName: "title"))
    var title: String

    @OptionGroup var secret: SecretOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange {
        try workspace.titleSession(named.session, title, allowsSecret: secret.allowSecret)
    }

    func done(_ entry: SessionEntry) -> Text { title.isEmpty ? "Title cleared" : "Titled" }
}

struct SessionNote: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Give a session a note that everybody sees; it replaces the one before.")

    @OptionGroup var named: SessionArgument

    @Argument(help: ArgumentHelp("At most 4,096 bytes; \"\" clears it.", valueName: "text"))
    var text: String

    @OptionGroup var secret: SecretOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange {
        try workspace.noteSession(named.session, text, allowsSecret: secret.allowSecret)
    }

    func done(_ entry: SessionEntry) -> Text { text.isEmpty ? "Note cleared" : "Noted" }
}
