import ArgumentParser
import Foundation
import SheafAgent
import SheafWorkspace

struct AgentLogs: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the last lines of the agent's log, a JSON object each.")

    @Option(name: .shortAndLong, help: ArgumentHelp("How many lines.", valueName: "count"))
    var lines = 50

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if !(1...100_000).contains(lines) { throw ValidationError("--lines takes 1 to 100000.") }
    }

    func perform(on screen: Screen) async throws -> ExitStatus {
        let path = try AgentLog.place(.live)
        let found = AgentLog.lastLines(lines, at: path)
        if found.isEmpty { screen.say("No agent has written to \(Text(path)) yet.") }
        for line in found { try screen.print("\(Text(line))") }
        return .ok
    }
}
