import ArgumentParser
import SheafStore
import SheafWorkspace

struct Undo: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take back what an operation did, by writing the opposite.",
        discussion: "Nothing that was shared is unsaid: the opposite is a later fact, which counts from then on.")

    @Argument(help: ArgumentHelp("As `sheaf log` shows it.", valueName: "number"))
    var number: Int64

    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let undone = try workspace.store.write(now: workspace.now) { try $0.undo(number) }
        let written = undone.changes.map { FactWords.text($0.body) }.joined(separator: "; ")
        screen.say("\(number) is undone by \(undone.number): \(written).")
        return .ok
    }
}
