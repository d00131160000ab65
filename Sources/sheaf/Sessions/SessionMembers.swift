import ArgumentParser
import SheafCore
import SheafWorkspace

struct SessionMove: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move commits into a session by hand; a commit that is in none is added.")

    @Argument(help: ArgumentHelp("Anything that git takes for a commit.", valueName: "commit"))
    var commits: [String]

    @Option(help: ArgumentHelp("Where they belong.", valueName: "session"))
    var to: String

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        try show(try workspace.moveCommits(commits, to: to), json, "Moved", on: screen)
    }
}

struct SessionRemove: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take commits out of their sessions; they stay out until a person adds them.")

    @Argument(help: ArgumentHelp("Anything that git takes for a commit.", valueName: "commit"))
    var commits: [String]

    @Option(help: ArgumentHelp("Out of this one only.", valueName: "session"))
    var from: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        try show(try workspace.removeCommits(commits, from: from), json, "Removed", on: screen)
    }
}

extension WorkspaceCommand {
    fileprivate func show(
        _ change: MemberChange, _ json: JSONOption, _ done: Text, on screen: Screen
    ) throws -> ExitStatus {
        if json.json {
            try screen.print(Document.versioned([
                "commits": .array(change.commits.map { .string($0.hex) }),
                "sessions": .array(change.entries.map { Document($0) }), "operation": .integer(change.operation),
            ]))
        } else {
            for entry in change.entries {
                try screen.print("\(entry.row.displayID, .identifier)  \(SessionWords.counts(entry))")
            }
            screen.say("\(done) \(Text.counted(change.commits.count, "commit")); `sheaf undo \(change.operation)` takes it back.")
        }
        return .ok
    }
}
