import ArgumentParser
import Foundation
import SheafAgent
import SheafWorkspace

struct AgentStart: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start the agent in the background; one of another version is replaced.")

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) async throws -> ExitStatus {
        let started = try await BackgroundAgent(surroundings: .live).start(version: Release.version)
        if json.json {
            try screen.print(Document.versioned([
                "process_id": .integer(Int64(started.processID)), "version": .string(Release.version),
                "was_running": .boolean(started.wasRunning),
            ]))
        } else {
            screen.say(started.wasRunning
                ? "The agent is running already (process \(started.processID))."
                : "\(.check, .good) The agent is running (process \(started.processID)).")
        }
        return .ok
    }
}

struct AgentStop: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Let the agent finish what it is doing, and end it.")

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) async throws -> ExitStatus {
        let wasRunning = try await BackgroundAgent(surroundings: .live).stop()
        screen.say(wasRunning ? "\(.check, .good) The agent has ended." : "No agent was running.")
        return .ok
    }
}
