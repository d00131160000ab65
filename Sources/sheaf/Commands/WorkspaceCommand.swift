import Foundation
import SheafCore
import SheafWorkspace

/// A command that works on one enabled repository.
protocol WorkspaceCommand: SheafCommand {
    func perform(in workspace: Workspace, on screen: Screen) async throws -> ExitStatus
}

extension WorkspaceCommand {
    func perform(on screen: Screen) async throws -> ExitStatus {
        let workspace = try common.workspace()
        let held = try workspace.store.read { try $0.lastSequence() }
        let status = try await perform(in: workspace, on: common.screen(following: workspace))
        if try workspace.store.read({ try $0.lastSequence() }) != held { workspace.refreshPrompt() }
        return status
    }
}

extension CommonOptions {
    /// - Parameter flags: settings that were typed.
    func workspace(flags: [Settings.LocalValue] = []) throws -> Workspace {
        let workspace = try Workspace.open(from: repository, surroundings: .live, flags: flags)
        // Told by whichever command comes first; `status` and `doctor` repeat it.
        if let shortfall = workspace.shortfall { screen.warn("\(ShortfallWords(shortfall).text(at: workspace.now))") }
        return workspace
    }

    /// The screen, coloured as the settings have it where nothing was typed.
    ///
    /// Bad settings are for the command to report; what it says must not depend on them.
    func screen(following workspace: Workspace) -> Screen {
        guard color == nil, Stream.isAnyTerminal, let settings = try? workspace.settings() else { return screen }
        return screen(ColorChoice(settings.policy.output.colour))
    }
}

extension ColorChoice {
    init(_ colour: Policy.Colour) {
        switch colour {
        case .auto: self = .auto
        case .always: self = .always
        case .never: self = .never
        }
    }
}
