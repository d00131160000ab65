import Foundation
import SheafGit
import SheafWorkspace

/// The agent as commands see it: looked for, started and ended from outside.
public struct BackgroundAgent: Sendable {
    private let surroundings: Surroundings
    private static let secondsMax = 10

    public init(surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    public struct Started: Hashable, Sendable {
        public let processID: Int32
        /// Nothing had to be done.
        public let wasRunning: Bool
    }

    /// Makes sure that an agent of this version runs; one of another version ends first.
    ///
    /// - Throws: `AgentError`.
    public func start(version: String) async throws -> Started {
        let folder = try RuntimeFolder.open(environment: surroundings.environment)
        let client = ControlClient(folder)
        if AgentLock.isTaken(folder) {
            let running = try await answering(client)
            if running.version == version { return Started(processID: running.processID, wasRunning: true) }
            try await end(client, folder)
        }
        try launch()
        let running = try await answering(client)
        return Started(processID: running.processID, wasRunning: false)
    }

    /// - Returns: whether one was running.
    /// - Throws: `AgentError`.
    public func stop() async throws -> Bool {
        guard let folder = RuntimeFolder.existing(environment: surroundings.environment), AgentLock.isTaken(folder) else { return false }
        try await end(ControlClient(folder), folder)
        return true
    }

    /// What the running agent says of itself; nil when none runs.
    ///
    /// - Throws: `AgentError.noAnswer`.
    public func document() throws(AgentError) -> AgentDocument? {
        guard let folder = RuntimeFolder.existing(environment: surroundings.environment), AgentLock.isTaken(folder) else { return nil }
        do { return try ControlClient(folder).agent() } catch .notRunning { throw .noAnswer(reason: "its socket is gone") }
    }

    /// One that has just taken the lock needs a moment for its sockets.
    private func answering(_ client: ControlClient) async throws -> AgentDocument {
        var failure = AgentError.notRunning
        for _ in 0..<(Self.secondsMax * 50) {
            do { return try client.agent() } catch { failure = error }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw failure == .notRunning ? AgentError.cannotStart(reason: "it did not answer within \(Self.secondsMax) s") : failure
    }

    private func end(_ client: ControlClient, _ folder: RuntimeFolder) async throws {
        try client.drain()
        for _ in 0..<(Self.secondsMax * 50) {
            guard AgentLock.isTaken(folder) else { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw AgentError.stillRunning(seconds: Self.secondsMax)
    }

    /// This program again, in a session of its own, with nothing of the caller's but its environment.
    private func launch() throws {
        let environment = surroundings.environment.filter { !$0.key.hasPrefix("GIT_") }
        guard let path = Bundle.main.executablePath else { throw AgentError.cannotStart(reason: "nothing says where this program is") }
        do { try DetachedProcess.start(path, ["agent", "run", "--quiet"], environment: environment) } catch {
            throw AgentError.cannotStart(reason: String(cString: strerror(error.code)))
        }
    }
}
