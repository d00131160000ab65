import ArgumentParser
import Foundation

@main
struct Sheaf: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheaf",
        abstract: "Gather an AI editor's micro-commits into sessions, and keep a team's sessions in sync through git.",
        discussion: """
            Start in a repository:

              sheaf enable              find sessions here from now on; nothing is pushed
              sheaf import history      find them in the history that exists
              sheaf session list        what there is
              sheaf sync                share it, and get what the others have
            """,
        version: "sheaf \(Release.version)",
        subcommands: [Version.self, Help.self],
        groupedSubcommands: [
            CommandGroup(name: "Setting up", subcommands: [Enable.self, Disable.self, Status.self, AgentCommand.self, Config.self]),
            CommandGroup(name: "Sessions", subcommands: [Record.self, Import.self, SessionCommand.self, Explain.self]),
            CommandGroup(name: "Sharing", subcommands: [Sync.self, Shared.self, Conflicts.self, Replicas.self]),
            CommandGroup(
                name: "Care",
                subcommands: [
                    Log.self, Undo.self, DoctorCommand.self, Verify.self, Rebuild.self, BackupCommand.self, Archive.self, Evict.self, Collect.self,
                ]),
        ])

    /// The parser's own complaints look like all others.
    static let _errorPrefix = "sheaf: "

    @OptionGroup var common: CommonOptions

    static func main() async {
        // Everything that Sheaf and its children write is the user's alone.
        umask(0o077)
        let run = Task { await Invocation(arguments: Array(CommandLine.arguments.dropFirst())).run() }
        Interruption.cancel(run)
        await run.value.exit()
    }

    func run() async throws {
        throw CleanExit.helpRequest(self)
    }
}
