import ArgumentParser
import SheafCore
import SheafWorkspace

struct Archive: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the facts of old months into a file outside of the repository, or take such a file in again.",
        discussion: """
            The file is read back and folded before it counts. Nothing is removed without --remove; what the remote is not \
            known to have, claims, and replicas' cards stay even then. The file is not encrypted: it holds what `sheaf \
            shared` shows.
            """)

    @Option(
        help: ArgumentHelp("Months before this one; by default the policy's floor.", valueName: "yyyy-mm"),
        transform: { text in
            guard let month = CivilMonth(text) else { throw ValidationError("expected a month such as 2026-01") }
            return month
        })
    var before: CivilMonth?

    @Option(help: ArgumentHelp("The file to write, which must not be there yet.", valueName: "file"), completion: .file())
    var to: String?

    @Flag(help: "When the file is proved whole, remove its facts from this clone's database.")
    var remove = false

    @Option(help: ArgumentHelp("Take in what an archive holds.", valueName: "file"), completion: .file())
    var restore: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard restore == nil || (before == nil && to == nil && !remove) else {
            throw ValidationError("--restore takes a file in; it goes with none of --before, --to, --remove")
        }
    }

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        if let restore { return try self.restore(restore, in: workspace, on: screen) }
        guard let month = try before ?? workspace.settings().policy.retention.floorMonth else {
            throw Failure.usage("the policy sets no floor month", advice: "say which months with --before")
        }
        let report = try workspace.archive(before: month, to: to, removes: remove)
        if json.json { try screen.print(Self.document(report)) }
        guard let report else {
            screen.say("Nothing is held of months before \(month.description).")
            return .ok
        }
        if !json.json { try screen.print("\(report.path)") }
        screen.say("\(.check, .good) Archived \(Text.counted(report.factCount, "fact")) of \(Text.counted(report.recordCount, "record")), read back and folded.")
        guard remove else { return .ok }
        screen.say("Removed \(Text.counted(report.removedCount, "fact")) from this clone; `sheaf archive --restore` takes the file in again.")
        let kept = report.factCount - report.removedCount
        if kept > 0 { screen.say("\(Text.counted(kept, "fact")) stayed: not yet on the remote, or claims.") }
        return .ok
    }

    private func restore(_ path: String, in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let report = try workspace.restore(from: path)
        if json.json {
            try screen.print(Document.versioned([
                "path": .string(path), "facts": Document(report.factCount), "restored": Document(report.newCount),
            ]))
        }
        screen.say("\(.check, .good) The archive holds \(Text.counted(report.factCount, "fact")); new here: \(report.newCount).")
        return .ok
    }

    private static func document(_ report: ArchiveReport?) -> Document {
        .versioned([
            "path": Document(report?.path), "facts": Document(report?.factCount ?? 0),
            "records": Document(report?.recordCount ?? 0), "removed": Document(report?.removedCount ?? 0),
        ])
    }
}
