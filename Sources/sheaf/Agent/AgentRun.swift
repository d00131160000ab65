import ArgumentParser
import Foundation
import SheafAgent
import SheafWorkspace

struct AgentRun: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Be the agent, in the foreground: for containers and service managers.",
        discussion: "Ends with 0 when another agent runs already, when it is told to (`sheaf agent stop`, SIGTERM, Ctrl-C), or when it has been idle for --idle-exit.")

    @Option(
        help: ArgumentHelp("End after so many minutes without an open session in any repository.", valueName: "minutes"))
    var idleExit: Int?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let idleExit, !(1...10_080).contains(idleExit) { throw ValidationError("--idle-exit takes 1 to 10080 minutes.") }
    }

    func perform(on screen: Screen) async throws -> ExitStatus {
        let surroundings = Surroundings.live
        let folder = try RuntimeFolder.open(environment: surroundings.environment)
        guard let lock = try AgentLock.take(folder) else {
            screen.say("An agent is running already.")
            return .ok
        }
        let log = try AgentLog(path: try AgentLog.place(surroundings), echoes: !common.quiet)
        let agent = Agent(
            Agent.Options(version: Release.version, idleSecondsMax: idleExit.map { $0 * 60 }), surroundings: surroundings,
            folder: folder, log: log.logger(level: common.verbose ? .debug : .info) { "\(surroundings.now())" })
        let manager = ServiceManager(environment: surroundings.environment)
        try await withTaskCancellationHandler {
            try await agent.run(
                lock: lock, inherited: InheritedSockets(environment: surroundings.environment), manager: manager)
        } onCancel: {
            Task { await agent.drain() }
        }
        return .ok
    }
}
