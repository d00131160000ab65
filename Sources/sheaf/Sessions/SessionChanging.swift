import ArgumentParser
import SheafCore
import SheafWorkspace

/// A command that changes one session and says what came of it.
protocol SessionChanging: WorkspaceCommand {
    var json: JSONOption { get }

    func change(in workspace: Workspace) throws -> SessionChange

    /// What was done, without a full stop.
    func done(_ entry: SessionEntry) -> Text
}

extension SessionChanging {
    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let change = try change(in: workspace)
        let count = change.recorded.recordedCount
        if count > 0 { screen.say("Recorded \(Text.counted(count, "commit")) first.") }
        if let obstacle = change.obstacle {
            for problem in obstacle.problems { screen.warn("\(problem.description)") }
            screen.warn("so nothing was recorded before the end; once the settings are right, `sheaf record` does it, into a new session")
        }
        if json.json {
            try screen.print(Document(change))
        } else {
            try screen.print("\(change.entry.row.displayID)")
            let undo: Text = change.canBeUndone ? "; `sheaf undo \(change.operation)` takes it back" : ""
            screen.say("\(done(change.entry))\(undo).")
        }
        return .ok
    }
}

/// A session that must be named.
struct SessionArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The session.", valueName: "session"))
    var session: String
}

/// A session that is the current one of the worktree unless it is named.
struct CurrentSessionArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The session; by default the one that goes on here.", valueName: "session"))
    var session: String?
}
