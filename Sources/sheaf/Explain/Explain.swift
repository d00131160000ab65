import ArgumentParser
import SheafCore
import SheafWorkspace

struct Explain: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain why a commit is automatic, or how a session came to look as it does.",
        discussion: """
              sheaf explain HEAD                         the evidence, and the session that holds it
              sheaf explain ada-20261121-0900            every field: rule, deciding step, facts
              sheaf explain ada-20261121-0900 end        one field
              sheaf explain --mark manual HEAD~2         correct a wrong answer, for everybody
            """)

    enum Mark: String, CaseIterable, ExpressibleByArgument { case automatic, manual }

    @Argument(help: ArgumentHelp("A commit, or a session by any of its names.", valueName: "commit|session"))
    var name: String

    @Argument(help: ArgumentHelp("Of a session: title, end, state, owner, commit:OID, ...", valueName: "field"))
    var field: String?

    @Option(help: "Say what the commit is: it joins a session by hand, or is taken out.")
    var mark: Mark?

    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if mark != nil, field != nil { throw ValidationError("--mark is about a commit, which has no fields.") }
    }

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        if let mark {
            try correct(mark, in: workspace, on: screen)
            return .ok
        }
        let instant = at.at.instant(now: workspace.now)
        switch try workspace.explain(name, field: field, at: instant) {
        case .commit(let explanation):
            if json.json { try screen.print(CommitWords(explanation).document) } else {
                try screen.print(CommitWords(explanation).lines)
            }
        case .session(let explanation):
            let words = SessionExplanationWords(explanation: explanation, now: instant)
            if json.json { try screen.print(words.document) } else { try screen.print(words.lines(screen.output)) }
        }
        return .ok
    }

    private func correct(_ mark: Mark, in workspace: Workspace, on screen: Screen) throws {
        let report = try workspace.correct(name, isAutomatic: mark == .automatic)
        if json.json { return try screen.print(report.document) }
        let commit: Text = "\(FactWords.short(report.commit), .identifier)"
        guard let entry = report.entry, let operation = report.operation else {
            return screen.say("\(commit) counts as \(mark.rawValue) already; there is nothing to correct.")
        }
        let place: Text = mark == .automatic ? "now in" : "stays out of"
        try screen.print("\(commit) is \(mark.rawValue), and \(place) \(entry.row.displayID)")
        let figure = report.figure
        screen.say("""
            \(figure.falsePositiveCount) of \(figure.foundCount) detected commits were called manual \
            (\(figure.falsePositiveThousandths / 10).\(figure.falsePositiveThousandths % 10) %), \
            \(figure.missedCount) were missed; `sheaf undo \(operation)` takes this back.
            """)
    }
}

extension CorrectionReport {
    fileprivate var document: Document {
        .versioned([
            "commit": .string(commit.hex), "automatic": .boolean(isAutomatic), "session": Document(entry?.id.hex),
            "operation": operation.map { .integer($0) } ?? .null,
            "detection": [
                "found": Document(figure.foundCount), "false_positives": Document(figure.falsePositiveCount),
                "missed": Document(figure.missedCount),
            ],
        ])
    }
}
