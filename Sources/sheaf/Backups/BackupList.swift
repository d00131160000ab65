import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct BackupList: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the backups of this clone's database, the newest first.",
        discussion: "Works with a damaged database too. Only verified ones count; a failed one is kept for whoever looks into it.")

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let backups = try Backups(from: common.repository, surroundings: .live)
        let list = try backups.list()
        if json.json {
            try screen.print(Document.versioned([
                "folder": .string(backups.folder.path), "backups": .array(list.map(\.document)),
            ]))
        } else {
            try show(list, now: backups.surroundings.now(), on: screen)
        }
        return .ok
    }

    private func show(_ backups: [Backup], now: Instant, on screen: Screen) throws {
        guard !backups.isEmpty else { return screen.say("There is none yet; `sheaf backup now` takes one.") }
        var table = Table([
            .init("STATE"), .init("BACKUP"), .init("TAKEN"), .init("FACTS", isTrailing: true), .init("SIZE", isTrailing: true),
        ])
        for backup in backups {
            let facts = backup.manifest.map { "\($0.factCount)" as Text } ?? ""
            table.add([
                backup.stateText, "\(backup.name.description, .identifier)",
                RelativeTime.both(backup.name.takenAt, from: now), facts, backup.size,
            ])
        }
        try screen.print(table)
    }
}
