import ArgumentParser
import SheafCore
import SheafWorkspace

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in what exists already.", subcommands: [ImportHistory.self])
}

struct ImportHistory: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Batch the automatic commits of the history into sessions, with their own times.",
        discussion: """
            Nothing is sent anywhere. Importing again records what is missing and nothing else, also after Ctrl-C. Two \
            clones that import the same history hold the same sessions.

              sheaf import history                     what HEAD reaches
              sheaf import history --all               every branch and remote branch
              sheaf import history --branches 'feature/*' --since 2026-01-01

            Where history is cut off (a shallow clone, --since), commits are left out until the first pause that is long \
            enough for a session to have ended: their session may have begun before.
            """)

    @Option(help: ArgumentHelp("Only commits of this time or later.", valueName: "time"), transform: TimeArgument.reading)
    var since: TimeArgument?

    @Option(help: ArgumentHelp("Only commits of this time or earlier.", valueName: "time"), transform: TimeArgument.reading)
    var until: TimeArgument?

    @Option(help: ArgumentHelp("Branches and remote branches whose name fits; * is any text.", valueName: "pattern"))
    var branches: String?

    @Flag(help: "Every branch and remote branch.")
    var all = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if all, branches != nil { throw ValidationError("--all already means every branch; leave out --branches.") }
    }

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let now = workspace.now
        let scope = HistoryScope(
            branches: all ? .all : branches.map { .matching($0) } ?? .head, since: since?.instant(now: now),
            until: until?.instant(now: now))
        let watch = ImportWatch(screen)
        let report = try workspace.importHistory(scope, progress: watch.show, isCancelled: { Task.isCancelled })
        watch.finish()
        if json.json { try screen.print(report.document) } else { try screen.print(report.lines) }
        if report.isInterrupted {
            screen.warn("stopped on request; what was recorded is kept, and the same command goes on from there")
            return .interrupted
        }
        if report.openedCount > 0 { screen.say("  \(.arrow, .faint) sheaf session list   shows the sessions") }
        return .ok
    }
}

/// Two bars, one after the other: how many commits there are is known only when all were read.
final class ImportWatch {
    private var reading: ProgressBar
    private var recording: ProgressBar?
    private let screen: Screen

    init(_ screen: Screen) {
        self.screen = screen
        reading = ProgressBar("commits read", on: screen)
    }

    func show(_ progress: ImportProgress) {
        switch progress {
        case .reading(let commits): reading.show(done: commits, of: nil)
        case .recording(let done, let total):
            if recording == nil {
                reading.finish()
                recording = ProgressBar("automatic commits", on: screen)
            }
            recording?.show(done: done, of: total)
        }
    }

    func finish() {
        reading.finish()
        recording?.finish()
    }
}

extension ImportReport {
    fileprivate var lines: [Text] {
        var lines: [Text] = isResumed ? ["Went on with an import that was stopped."] : []
        lines.append("Read \(Text.counted(commitCount, "commit")): \(automaticCount) automatic.")
        lines.append("Recorded \(recordedCount), opened \(Text.counted(openedCount, "session")).")
        if knownCount > 0 { lines.append("\(knownCount) \(knownCount == 1 ? "was" : "were") recorded before.") }
        if removedCount > 0 { lines.append("\(removedCount) left out, because a person took \(removedCount == 1 ? "it" : "them") out.") }
        if skippedCount > 0 {
            lines.append("\(skippedCount) left out\(isCut ? " behind the place where history is cut off" : "").")
        }
        return lines
    }

    fileprivate var document: Document {
        .versioned([
            "commits": Document(commitCount), "automatic": Document(automaticCount), "recorded": Document(recordedCount),
            "already_members": Document(knownCount), "removed_by_hand": Document(removedCount),
            "skipped": Document(skippedCount), "sessions_opened": Document(openedCount), "cut": .boolean(isCut),
            "resumed": .boolean(isResumed), "interrupted": .boolean(isInterrupted),
        ])
    }
}
