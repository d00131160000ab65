import ArgumentParser
import SheafWorkspace

struct SessionStart: SessionChanging {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Open an empty session here; the automatic commits that follow join it.")

    @Option(help: ArgumentHelp("What it is about; shared with everybody.", valueName: "text"))
    var title: String?

    @OptionGroup var secret: SecretOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func change(in workspace: Workspace) throws -> SessionChange {
        try workspace.startSession(title: title, allowsSecret: secret.allowSecret)
    }

    func done(_ entry: SessionEntry) -> Text { "Opened" }
}
