import ArgumentParser
import SheafCore
import SheafWorkspace

struct Evict: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove a session from the remote and from what cooperating clones write.",
        discussion: """
            The policy file on the default branch says what is evicted, so this is a change that a team reviews. With --write \
            the work tree's policy file is edited, and its comments are kept; committing it is up to you. The session is \
            archived first. What others have fetched, what hosts cache, and backups cannot be recalled.
            """)

    @Argument(help: "Display id, id, a unique prefix, a commit, or a pull request's number.")
    var session: String

    @Flag(help: "Edit .sheaf/policy.yaml in the work tree.")
    var write = false

    @Flag(help: "Once it is evicted: remove it from this clone's database too.")
    var remove = false

    @Option(help: ArgumentHelp("The archive to write, which must not be there yet.", valueName: "file"), completion: .file())
    var to: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let report = try workspace.evict(session, archivePath: to, writes: write, removes: remove)
        if json.json {
            try screen.print(Document.versioned([
                "session": .string(report.session.hex), "display_id": .string(report.displayID),
                "archive": Document(report.archive?.path), "policy": .string(report.policyPath),
                "written": .boolean(report.isWritten), "in_force": .boolean(report.isInForce),
                "removed": Document(report.archive?.removedCount ?? 0),
            ]))
        } else if !report.isInForce, !report.isWritten {
            try screen.print(["retention:", "  evicted:", "    - \"\(report.session.hex)\""])
        }
        tell(report, on: screen)
        return .ok
    }

    private func tell(_ report: EvictionReport, on screen: Screen) {
        if let archive = report.archive {
            screen.say("\(.check, .good) Archived \(Text.counted(archive.factCount, "fact")) of \(report.displayID): \(archive.path)")
        }
        if remove {
            let count = report.archive?.removedCount ?? 0
            screen.say(count > 0
                ? "Removed from this clone; `sheaf archive --restore` takes the file in again."
                : "It stays in this clone: the remote is not known to have had all of it.")
        }
        if report.isInForce {
            screen.say("The policy file of the default branch evicts it: the next push with news leaves it out, and `sheaf gc --truncate` at once, with the history that still holds it.")
        } else {
            screen.say(report.isWritten
                ? "\(report.policyPath) names it now. Commit that to the default branch; until then nothing changes."
                : "Add these lines to .sheaf/policy.yaml on the default branch (--write does); until then nothing changes.")
            screen.say("Then `sheaf gc --truncate` takes it off the remote with the history that still holds it.")
        }
        screen.say("Not recalled: clones that do not update, databases (each clone's `sheaf evict --remove`), what the host caches, and backups. A secret that was pushed is no longer one: change it.")
    }
}
