import Foundation

/// Asks the agent over its socket.
public struct ControlClient: Sendable {
    private let folder: RuntimeFolder
    private let secondsMax: Int

    /// - Parameter secondsMax: for each read and write: an agent answers from memory.
    public init(_ folder: RuntimeFolder, secondsMax: Int = 2) {
        self.folder = folder
        self.secondsMax = secondsMax
    }

    /// - Returns: the body of the answer.
    /// - Throws: `AgentError.notRunning`, `.noAnswer`.
    @discardableResult
    public func ask(_ method: String, _ path: String) throws(AgentError) -> [UInt8] {
        guard let connection = LocalSocket.connect(folder.control, secondsMax: secondsMax) else { throw .notRunning }
        defer { close(connection) }
        guard LocalSocket.peer(connection) == geteuid() else { throw .noAnswer(reason: "its socket belongs to somebody else") }
        do {
            try ControlMessage(start: "\(method) \(path) HTTP/1.1", headers: ["host": "sheaf"]).send(to: connection)
            let answer = try ControlMessage(from: connection)
            guard let status = answer.status, (200..<300).contains(status) else {
                throw AgentError.noAnswer(reason: "it says \(answer.start)")
            }
            return answer.body
        } catch let error as AgentError {
            throw error
        } catch {
            throw .noAnswer(reason: "\(error)")
        }
    }
}
