import ArgumentParser
import SheafWorkspace

struct BackupNow: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "now", abstract: "Take a backup, verify it, and delete what the policy no longer keeps.")

    @Flag(help: "Only if one is due: as the agent does every hour.")
    var ifDue = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        guard let report = try taken(workspace) else {
            if json.json { try screen.print(Document.versioned(["backup": .null, "deleted": .array([])])) }
            screen.say("No backup is due.")
            return .ok
        }
        let facts = report.backup.manifest?.factCount ?? 0
        if json.json {
            try screen.print(Document.versioned([
                "backup": report.backup.document, "deleted": .array(report.deleted.map { .string($0.description) }),
            ]))
        } else {
            try screen.print("\(report.backup.name.description, .identifier)")
        }
        screen.say("\(.check, .good) Backed up and verified: \(Text.counted(facts, "fact")), \(report.backup.size).")
        if !report.deleted.isEmpty {
            screen.detail("Deleted, as the policy says: \(report.deleted.map(\.description).joined(separator: ", ")).")
        }
        return .ok
    }

    private func taken(_ workspace: Workspace) throws -> BackupReport? {
        guard ifDue else { return try workspace.takeBackup() }
        guard case .taken(let report) = try workspace.takeDueBackup(now: workspace.now) else { return nil }
        return report
    }
}
