import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct Log: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what was done through this clone, the newest first.",
        discussion: "Each line's number is what `sheaf undo` takes. With --verbose the facts that were written, too.")

    @Option(name: .shortAndLong, help: ArgumentHelp("At most so many.", valueName: "count"))
    var limit = 50

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let entries = try workspace.store.read { reader in
            try reader.operations(limit: limit).map { operation in
                Entry(
                    operation: operation, undoneBy: try reader.undoing(operation.number),
                    facts: try reader.facts(of: operation))
            }
        }
        if json.json {
            try screen.print(Document.versioned(["operations": .array(entries.map(\.document))]))
        } else {
            try show(entries, now: workspace.now, on: screen)
        }
        return .ok
    }

    private struct Entry {
        let operation: Operation
        let undoneBy: Int64?
        let facts: [HeldFact]

        var document: Document {
            [
                "number": .integer(operation.number), "at": Document(operation.at), "command": .string(operation.command),
                "facts": Document(facts.count), "undone_by": undoneBy.map { .integer($0) } ?? .null,
                "undoable": .boolean(operation.inverse != nil && undoneBy == nil),
            ]
        }

        var state: Text {
            if let undoneBy { return "undone by \(undoneBy)" }
            return operation.inverse == nil ? "\("cannot be undone" as Text, .faint)" : ""
        }
    }

    private func show(_ entries: [Entry], now: Instant, on screen: Screen) throws {
        guard !entries.isEmpty else { return screen.say("Nothing was done here yet.") }
        var table = Table([
            .init("NO", isTrailing: true), .init("WHEN"), .init("COMMAND", givesWay: true),
            .init("FACTS", isTrailing: true), .init(""),
        ])
        for entry in entries {
            table.add([
                "\(entry.operation.number, .identifier)", RelativeTime.both(entry.operation.at, from: now),
                "\(entry.operation.command)", "\(entry.facts.count)", entry.state,
            ])
        }
        try screen.print(table)
        guard screen.isVerbose else { return }
        for entry in entries where !entry.facts.isEmpty {
            try screen.print()
            try screen.print("\(entry.operation.number, .identifier)  \(entry.operation.command)")
            try screen.print(entry.facts.map { held in
                let says = held.fact.map { FactWords.text($0.body) } ?? "a line that cannot be read"
                return "    \(held.line.record) \(says)"
            })
        }
    }
}
