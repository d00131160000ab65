import ArgumentParser
import SheafCore
import SheafSync
import SheafWorkspace

struct Collect: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Pack what Sheaf keeps here, and give back the space of what nobody needs.",
        discussion: """
            Loses nothing. With --truncate the remote is tidied too: what the policy file leaves out is taken off, and the \
            history of its state ref is replaced by one commit with the same content, unless somebody pushes meanwhile. Other \
            clones follow by themselves. The state stays; how it came about is gone from the remote.
            """)

    @Flag(help: "Also replace the history of the remote's state ref by one commit.")
    var truncate = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) async throws -> ExitStatus {
        var outcome: Truncation.Outcome?
        if truncate {
            let watch = SyncWatch(screen)
            let result = try await workspace.truncate { watch.show($0) }
            watch.finish()
            _ = try result.sync.status()
            outcome = result.outcome
        }
        let report = try workspace.collectGarbage()
        if json.json { try screen.print(Self.document(report, outcome)) } else { Self.tell(report, on: screen) }
        return try Self.status(outcome, on: screen)
    }

    private static func tell(_ report: CollectionReport, on screen: Screen) {
        screen.say("\(.check, .good) Sidecar: \(bytes(report.sidecar)), \(Text.counted(report.packCount.after, "pack")). Database: \(bytes(report.database)).")
    }

    private static func bytes(_ size: CollectionReport.Size) -> Text {
        size.before == size.after ? "\(kibibytes(size.after))" : "\(kibibytes(size.before)) before, \(kibibytes(size.after)) now"
    }

    private static func kibibytes(_ count: Int) -> String { "\((count + 1023) / 1024) KiB" }

    private static func status(_ outcome: Truncation.Outcome?, on screen: Screen) throws -> ExitStatus {
        switch outcome {
        case nil: return .ok
        case .nothingToCut: screen.say("The remote's state ref has no history to cut.")
        case .truncated(let from, let to):
            screen.say("\(.check, .good) The remote's state ref is \("\(to)".prefix(12)) now, without history; it was \("\(from)".prefix(12)). The host drops the old objects when it collects garbage.")
        case .refused(let reason):
            throw Failure(
                .temporaryFailure, "the remote's history was not cut: \(reason)",
                advice: "nothing has changed; somebody was faster, so try again, or the host forbids it", section: .remote)
        }
        return .ok
    }

    private static func document(_ report: CollectionReport, _ outcome: Truncation.Outcome?) -> Document {
        let (truncation, tip): (Document, ObjectID?) = switch outcome {
        case nil: (.null, nil)
        case .truncated(_, let to): (.string("truncated"), to)
        case .nothingToCut: (.string("nothing-to-cut"), nil)
        case .refused: (.string("refused"), nil)
        }
        func size(_ size: CollectionReport.Size) -> Document {
            .object([.init(key: "before", value: Document(size.before)), .init(key: "after", value: Document(size.after))])
        }
        return .versioned([
            "sidecar_bytes": size(report.sidecar), "database_bytes": size(report.database), "packs": size(report.packCount),
            "truncation": truncation, "tip": Document(tip?.hex),
        ])
    }
}
