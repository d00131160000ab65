import Foundation

/// Answers on the control socket: one thread that is asleep until somebody connects.
///
/// A connection that says nothing costs a thread for a few seconds; there are at most `connectionCountMax` of them.
final class ControlServer: Sendable {
    static let connectionCountMax = 16
    static let secondsMax = 5

    typealias Handler = @Sendable (_ method: String, _ path: String, _ body: [UInt8]) async -> ControlMessage

    private let descriptor: Int32
    private let ending: Ending
    private let room = DispatchSemaphore(value: ControlServer.connectionCountMax)
    private let handler: Handler

    /// - Parameter descriptor: listens; closed by the server.
    /// - Throws: `AgentError.fileSystem` when the process has no descriptors left.
    init(_ descriptor: Int32, handler: @escaping Handler) throws(AgentError) {
        guard let ending = Ending() else { throw .fileSystem(path: "pipe", code: EMFILE) }
        self.descriptor = descriptor
        self.handler = handler
        self.ending = ending
        let thread = Thread { [self] in run() }
        thread.stackSize = 256 << 10
        thread.name = "sheaf control"
        thread.start()
    }

    /// Nobody new is let in; who is being answered still is.
    func end() { ending.tell() }

    private func run() {
        defer {
            close(descriptor)
            ending.forget()
        }
        while ending.waits(for: descriptor) {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else {
                // Out of descriptors: the next one may find room.
                if errno == EMFILE || errno == ENFILE { usleep(100_000) }
                continue
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            answer(connection)
        }
    }

    private func answer(_ connection: Int32) {
        // The folder and the socket are the user's alone; a descriptor that was passed on is not enough all the same.
        guard LocalSocket.peer(connection) == geteuid(), room.wait(timeout: .now() + 1) == .success else {
            close(connection)
            return
        }
        LocalSocket.setTimeLimit(connection, seconds: Self.secondsMax)
        DispatchQueue.global().async { [self] in
            let message: ControlMessage
            do throws(ControlMessage.Failure) { message = try ControlMessage(from: connection) } catch {
                try? Self.refusal(error)?.send(to: connection)
                finish(connection)
                return
            }
            guard let request = message.request else {
                try? ControlMessage.answer(400, "Bad Request", #"{"error":"no request"}"#).send(to: connection)
                finish(connection)
                return
            }
            Task {
                let answer = await handler(request.method, request.path, message.body)
                DispatchQueue.global().async { [self] in
                    try? answer.send(to: connection)
                    finish(connection)
                }
            }
        }
    }

    private static func refusal(_ failure: ControlMessage.Failure) -> ControlMessage? {
        switch failure {
        case .malformed: .answer(400, "Bad Request", #"{"error":"malformed"}"#)
        case .tooLarge: .answer(413, "Content Too Large", #"{"error":"too large"}"#)
        case .timedOut: .answer(408, "Request Timeout", #"{"error":"timed out"}"#)
        case .closed: nil
        }
    }

    private func finish(_ connection: Int32) {
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
        room.signal()
    }
}
