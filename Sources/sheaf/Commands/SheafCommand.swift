import ArgumentParser

/// One verb of the command line.
protocol SheafCommand: AsyncParsableCommand {
    var common: CommonOptions { get }

    /// - Returns: `.ok`, or `.attention` when it is done and something waits for a person.
    /// - Throws: a room's error or a `Failure`.
    func perform(on screen: Screen) async throws -> ExitStatus
}

extension SheafCommand {
    func run() async throws {
        let status = try await perform(on: common.screen)
        if status != .ok { throw status }
    }
}
