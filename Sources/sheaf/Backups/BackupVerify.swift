import ArgumentParser
import SheafStore
import SheafWorkspace

struct BackupVerify: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Look at backups as closely as when they were taken.",
        discussion: """
            Each is opened, every page and every fact is checked, all facts are folded from scratch, and the views must be the \
            stored ones and the ones of then. Exit status 65 when one did not pass; `sheaf backup now` takes a new one.
            """)

    @Argument(help: "A name as `sheaf backup list` gives it, or `latest`; without, all of them.")
    var name: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let backups = try Backups(from: common.repository, surroundings: .live)
        let chosen = try name.map { [try backups.backup(named: $0)] } ?? backups.list().filter { $0.state != .failed }
        let results = try chosen.map { (backup: $0, examination: try backups.verify($0)) }
        if json.json {
            try screen.print(Document.versioned(["backups": .array(results.map { Self.document($0, $1) })]))
        } else {
            try screen.print(results.flatMap { Self.lines($0, $1) })
        }
        if results.isEmpty { screen.say("There is none yet; `sheaf backup now` takes one.") }
        return results.allSatisfy { $0.examination.sound != nil } ? .ok : .badData
    }

    private static func document(_ backup: Backup, _ examination: BackupExamination) -> Document {
        [
            "name": .string(backup.name.description), "sound": .boolean(examination.sound != nil),
            "facts": examination.sound.map { Document($0.factCount) } ?? .null,
            "fold_sha256": Document(examination.sound?.foldHash.hex),
            "findings": .array(examination.findings.map { .string($0.description) }),
        ]
    }

    private static func lines(_ backup: Backup, _ examination: BackupExamination) -> [Text] {
        guard let sound = examination.sound else {
            return ["\(.cross, .bad) \(backup.name.description, .identifier)  damaged"]
                + examination.findings.map { "    \($0.description)" }
        }
        return ["\(.check, .good) \(backup.name.description, .identifier)  \(Text.counted(sound.factCount, "fact")), all as it was"]
    }
}
