import Foundation

/// Why an agent cannot work, or be reached.
public enum AgentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder of the sockets belongs to somebody else, or others may enter it.
    case unsafeFolder(path: String)
    case fileSystem(path: String, code: Int32)
    /// Nothing says where the user's service files are.
    case noServiceManager
    /// No agent runs.
    case notRunning
    /// One runs and does not answer as an agent does.
    case noAnswer(reason: String)
    /// It was asked to end and has not.
    case stillRunning(seconds: Int)
    /// The program that should become the agent could not be started, or ended at once.
    case cannotStart(reason: String)

    public var description: String {
        switch self {
        case .unsafeFolder(let path):
            "\(path) is not a folder of yours alone; remove it or set XDG_RUNTIME_DIR, and start the agent again"
        case .fileSystem(let path, let code): "\(path): \(String(cString: strerror(code)))"
        case .noServiceManager: "HOME is not an absolute path, so there is no place for the service's files; set HOME"
        case .notRunning: "no agent is running; `sheaf agent start` starts one. Every command works without it"
        case .noAnswer(let reason): "the agent does not answer (\(reason)); `sheaf agent logs` may say why"
        case .stillRunning(let seconds):
            "the agent has not ended within \(seconds) s; it may be in the middle of an exchange. Try again"
        case .cannotStart(let reason): "the agent could not be started: \(reason)"
        }
    }
}
