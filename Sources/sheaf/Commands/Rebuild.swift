import ArgumentParser
import SheafWorkspace

struct Rebuild: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build the views from the facts; and a new database when this one is damaged.",
        discussion: """
            A damaged database is moved aside, never deleted. The newest verified backup takes its place, if there is one; its \
            readable facts, what the sidecar holds, and an archive if one is given are joined to that; `sheaf sync` then brings \
            what the remote has.
            """)

    @Option(help: ArgumentHelp("A file that `sheaf archive` or `sheaf disable --purge` wrote.", valueName: "file"), completion: .file())
    var archive: String?

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let report = try Workspace.rebuild(from: common.repository, archive: archive, surroundings: .live)
        if let setAside = report.setAside {
            screen.warn("the database was damaged; it is now \(setAside)")
            screen.say("\(Text.counted(report.salvagedCount, "fact")) came back out of it.")
            if let backup = report.backup {
                screen.say("The backup \(backup.name.description) took its place, with \(Text.counted(backup.manifest?.factCount ?? 0, "fact")).")
            }
            if report.lostCount > 0 {
                screen.warn("\(Text.counted(report.lostCount, "fact")) in it cannot be read; what was pushed comes back with `sheaf sync`")
            }
        }
        if report.archivedCount > 0 { screen.say("The archive held \(Text.counted(report.archivedCount, "fact")).") }
        screen.say("\(.check, .good) \(Text.counted(report.factCount, "fact")), and the views that follow from them.")
        return .ok
    }
}
