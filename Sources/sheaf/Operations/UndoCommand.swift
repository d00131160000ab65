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
        let shown = undone.changes.prefix(Self.shownCountMax).map { FactWords.text($0.body) }.joined(separator: "; ")
        let restCount = undone.changes.count - Self.shownCountMax
        screen.say("\(number) is undone by \(undone.number): \(shown)\(restCount > 0 ? "; and \(restCount) more" : "").")
        return .ok
    }

    /// An import that is taken back writes a fact for each of its commits.
    private static let shownCountMax = 5
}
