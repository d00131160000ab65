import ArgumentParser
import SheafWorkspace

struct BackupRestore: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database, and join what the database still has.",
        discussion: """
            The backup is verified first. The database is moved aside, never deleted; what can be read of it and what the \
            sidecar holds are joined to the backup's facts, so nothing that is readable is lost, and `sheaf sync` brings what \
            the remote has. What is only local, such as the log of operations, is as old as the backup. This clone then \
            writes as a new replica.
            """)

    @Argument(help: "A name as `sheaf backup list` gives it, or `latest`.")
    var name: String

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let backups = try Backups(from: common.repository, surroundings: .live)
        let report = try backups.restore(backups.backup(named: name))
        if json.json { try screen.print(Self.document(report)) }
        if let setAside = report.setAside {
            screen.say("The database of before, with \(Text.counted(report.readableCount, "readable fact")), is now \(setAside).")
        }
        if report.lostCount > 0 {
            screen.warn("\(Text.counted(report.lostCount, "fact")) in it cannot be read; what was pushed comes back with `sheaf sync`")
        }
        let joined = max(0, report.factCount - report.backupFactCount)
        screen.say("\(.check, .good) Restored \(report.backup.name.description): \(Text.counted(report.backupFactCount, "fact")), and \(joined) that it lacked.")
        screen.say("This clone writes as replica \(report.replica.hex.prefix(8)) from now on; `sheaf sync` brings what the remote has.")
        return .ok
    }

    private static func document(_ report: BackupRestoreReport) -> Document {
        .versioned([
            "backup": .string(report.backup.name.description), "set_aside": Document(report.setAside),
            "facts_before": Document(report.readableCount), "facts_unreadable": Document(report.lostCount),
            "facts_of_backup": Document(report.backupFactCount), "facts": Document(report.factCount),
            "replica": .string(report.replica.hex),
        ])
    }
}
