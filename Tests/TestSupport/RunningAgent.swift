import Foundation

/// `sheaf agent run` in the foreground, whose log a test reads line by line: no test needs to sleep.
public final class RunningAgent {
    private let process = Process()
    private let pipe = Foundation.Pipe()
    private var unread = Data()

    public var processID: Int32 { process.processIdentifier }

    /// Starts it and waits until it has started, or has ended because another runs.
    public init(_ program: SheafProgram, _ arguments: [String] = ["--verbose"]) throws {
        process.executableURL = URL(fileURLWithPath: SheafProgram.path)
        process.arguments = ["agent", "run"] + arguments
        process.environment = program.environment
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        try process.run()
        try? pipe.fileHandleForWriting.close()
        _ = try next { _ in true }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// The next line of the log that fits; those before it are passed over.
    ///
    /// - Throws: `FixtureError` when there is none within two minutes, or the agent has ended.
    @discardableResult
    public func next(_ fits: ([String: String]) -> Bool) throws -> [String: String] {
        let deadline = Date(timeIntervalSinceNow: 120)
        while true {
            while let end = unread.firstIndex(of: 0x0a) {
                let line = unread[unread.startIndex..<end]
                unread = unread[unread.index(after: end)...]
                let object = (try? JSONSerialization.jsonObject(with: line)) as? [String: String]
                let found = object ?? ["message": String(decoding: line, as: UTF8.self)]
                if fits(found) { return found }
            }
            var waited = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, Int32(max(0, deadline.timeIntervalSinceNow) * 1000)) > 0 else {
                throw FixtureError("the agent has not said what the test waits for")
            }
            let piece = pipe.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw FixtureError("the agent has ended") }
            unread += piece
        }
    }

    public func next(_ message: String) throws -> [String: String] { try next { $0["message"] == message } }

    /// Reads on until so many commits were recorded.
    public func waitUntilRecorded(_ count: Int) throws {
        var recorded = 0
        while recorded < count { recorded += Int(try next("recorded")["commits"] ?? "") ?? 0 }
    }

    public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// - Returns: its exit status, or 128 + the signal that ended it.
    public func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }
}
