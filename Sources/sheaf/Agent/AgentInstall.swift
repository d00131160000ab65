import ArgumentParser
import Foundation
import SheafAgent
import SheafWorkspace

struct AgentInstall: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Make the agent a service of yours, started at login (systemd, launchd).",
        discussion: "Writes unit files into your own configuration and starts the service. `sheaf agent uninstall` takes it back.")

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) async throws -> ExitStatus {
        let surroundings = Surroundings.live
        guard let program = Bundle.main.executablePath else { throw Failure(.internalError, "nothing says where this program is", section: .internalError) }
        let report = try ServiceInstallation(environment: surroundings.environment)
            .install(program: program, logFolder: try surroundings.stateDirectory())
        for path in report.files { screen.say("wrote \(Text(path))") }
        guard let complaint = report.complaint else {
            screen.say("\(.check, .good) The agent is a service now.")
            return .ok
        }
        screen.warn("the service was not started: \(Text(complaint))")
        screen.say("  \(.arrow, .faint) `sheaf agent start` starts the agent without a service manager")
        return .attention
    }
}

struct AgentUninstall: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Stop the service and remove what `install` has written.")

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) async throws -> ExitStatus {
        let report = try ServiceInstallation(environment: Surroundings.live.environment).uninstall()
        for path in report.files { screen.say("removed \(Text(path))") }
        if report.files.isEmpty { screen.say("No service is installed.") }
        if let complaint = report.complaint { screen.warn("the service manager says: \(Text(complaint))") }
        return .ok
    }
}
