import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct ConflictsShow: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one item with every fact that was judged.")

    @Argument(help: ArgumentHelp("A unique beginning of the item's id.", valueName: "id"))
    var id: String

    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let now = at.at.instant(now: workspace.now)
        let report = try workspace.store.read { reader in
            var names = ConflictNames(reader)
            return try ConflictReport(try ConflictArgument(id).find(reader), reader, names: &names)
        }
        if json.json {
            try screen.print(Document.versioned(["as_of": Document(now), "conflict": Document(explaining: report)]))
        } else {
            try screen.print(ConflictView(report: report, now: now, isComplete: true).lines(screen.output))
        }
        return .ok
    }
}

/// An item as it is named on the command line.
struct ConflictArgument {
    private static let candidateCountMax = 10

    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// - Throws: `Failure`: no item begins so, or several do.
    func find(_ reader: StoreReader) throws -> Conflict {
        switch try ConflictLookup(text, reader) {
        case .found(let conflict): return conflict
        case .unknown:
            throw Failure(
                .failure, "no conflict has an id that begins with \"\(text)\"",
                advice: "`sheaf conflicts list --all` lists the ids; give at least four digits of one", section: .names)
        case .ambiguous(let conflicts):
            let shown = conflicts.prefix(Self.candidateCountMax).map { "\($0.id) (\($0.field))" as Text }
            let more: Text = conflicts.count > shown.count ? ", and \(conflicts.count - shown.count) more" : ""
            throw Failure(
                .failure, "\"\(text)\" begins the ids of several conflicts: \(shown.joined(separator: ", "))\(more)",
                advice: "give more digits", section: .names)
        }
    }
}
