import ArgumentParser
import SheafWorkspace

struct Disable: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop working in this repository.",
        discussion: """
            Keeps what was recorded, unless --purge is given: then every byte of Sheaf leaves the repository. Facts that \
            were never pushed are first written to an archive outside of it.
            """)

    @Flag(help: "Remove everything that Sheaf has written here.")
    var purge = false

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let report = try Workspace.disable(from: common.repository, purges: purge, surroundings: .live)
        if let archive = report.archive {
            let facts = Text.counted(archive.factCount, "fact")
            screen.say("Kept \(facts) that no remote has; `sheaf archive --restore` takes such a file in again:")
            try screen.print("\(archive.path)")
        }
        for hook in report.leftHooks { screen.warn("\(hook.path) still has lines of Sheaf (\(hook.detail)); they do nothing now") }
        screen.say(report.isPurged
            ? "Sheaf has left \(report.repository, .heading)."
            : "Sheaf is disabled in \(report.repository, .heading); what was recorded is kept.")
        return .ok
    }
}
