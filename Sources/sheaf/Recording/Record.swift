import ArgumentParser
import SheafCore
import SheafGit
import SheafWorkspace

struct Record: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record automatic commits in sessions.",
        discussion: """
            Without COMMIT: HEAD, and what you committed in this worktree since the last recording, at most 1,000 commits \
            back. Ordinary commits are neither recorded nor shared. Recording again changes nothing.

              sheaf record                  what is new here
              sheaf record HEAD~3 HEAD      two commits
              sheaf explain HEAD            why a commit is recorded, or why not
            """)

    @Argument(help: ArgumentHelp("Anything that git takes for a commit.", valueName: "commit"))
    var commits: [String] = []

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let chosen = commits.isEmpty ? nil : try commits.map { try workspace.repository.resolve($0) }
        let report = try workspace.record(chosen)
        let names = try SessionNaming(report, in: workspace)
        if json.json {
            try screen.print(report.document(names))
        } else {
            try show(report, names, on: screen)
        }
        return .ok
    }

    private func show(_ report: RecordingReport, _ names: SessionNaming, on screen: Screen) throws {
        var table = Table([.init(""), .init(""), .init("", givesWay: true)])
        for commit in report.commits where commit.outcome != .ordinary || screen.isVerbose {
            table.add(["\(FactWords.short(commit.commit), .identifier)", words(commit.outcome, report), names[commit.outcome]])
        }
        try screen.print(table)
        let ordinaryCount = report.commits.count { $0.outcome == .ordinary }
        if report.commits.isEmpty { screen.say("There is no commit yet.") }
        if ordinaryCount > 0 {
            screen.say("\(Text.counted(ordinaryCount, "ordinary commit")) left alone; `sheaf explain COMMIT` says why.")
        }
        if report.isBounded {
            screen.warn("older commits were not looked at; `sheaf import history` finds them")
        }
    }

    private func words(_ outcome: RecordedCommit.Outcome, _ report: RecordingReport) -> Text {
        switch outcome {
        case .recorded(let id): report.opened.contains(id) ? "recorded, opens" : "recorded in"
        case .alreadyMember: "is already in"
        case .removedByHand: "stays out of"
        case .ordinary: "is ordinary"
        case .skipped: "left out: its session is over"
        }
    }
}

/// Display ids of the sessions that a report names.
struct SessionNaming {
    private let names: [RecordID: String]

    init(_ report: RecordingReport, in workspace: Workspace) throws {
        let ids = Set(report.commits.compactMap(\.outcome.session))
        names = try workspace.store.read { reader in
            var names: [RecordID: String] = [:]
            for id in ids { names[id] = try reader.session(id)?.displayID }
            return names
        }
    }

    subscript(outcome: RecordedCommit.Outcome) -> Text {
        outcome.session.map { "\(names[$0] ?? $0.hex)" } ?? ""
    }
}

extension RecordedCommit.Outcome {
    var session: RecordID? {
        switch self {
        case .recorded(let id), .alreadyMember(let id), .removedByHand(let id): id
        case .ordinary, .skipped: nil
        }
    }

    /// For scripts. Protocol: schemas/record.
    var name: String {
        switch self {
        case .recorded: "recorded"
        case .alreadyMember: "already-member"
        case .removedByHand: "removed-by-hand"
        case .ordinary: "ordinary"
        case .skipped: "skipped"
        }
    }
}

extension RecordingReport {
    fileprivate func document(_ names: SessionNaming) -> Document {
        .versioned([
            "commits": .array(commits.map { commit in
                [
                    "oid": .string(commit.commit.hex), "outcome": .string(commit.outcome.name),
                    "session": Document(commit.outcome.session?.hex),
                ]
            }),
            "opened": .array(opened.map { .string($0.hex) }), "recorded": Document(recordedCount),
            "operation": operation.map { .integer($0) } ?? .null, "bounded": .boolean(isBounded),
        ])
    }
}
