import Foundation
import Logging
import SheafFiles
import SheafWorkspace

/// The agent's log: a JSON object a line, in a file that is the user's alone and never grows beyond `byteCountMax`.
///
/// `@unchecked Sendable`: the descriptor and the size are used under `lock`.
public final class AgentLog: @unchecked Sendable {
    static let byteCountMax = 2 << 20
    /// Besides the one that is being written: `agent.log.1` is the newest.
    static let keptCount = 4

    public let path: String
    private let lock = NSLock()
    private var descriptor: Int32 = -1
    private var byteCount = 0
    private let echoes: Bool

    /// - Parameter echoes: lines go to standard error too: somebody watches, or a service manager collects them.
    /// - Throws: `AgentError.fileSystem`.
    public init(path: String, echoes: Bool) throws(AgentError) {
        self.path = path
        self.echoes = echoes
        try open()
    }

    deinit { close(descriptor) }

    private func open() throws(AgentError) {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw .fileSystem(path: path, code: errno) }
        self.descriptor = descriptor
        byteCount = Int(status.st_size)
    }

    /// A line that cannot be written is lost: the agent's work matters more than what it says about it.
    func write(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        lock.withLock {
            if byteCount + bytes.count > Self.byteCountMax { rotate() }
            guard descriptor >= 0 else { return }
            byteCount += max(0, Foundation.write(descriptor, bytes, bytes.count))
            if echoes { _ = Foundation.write(STDERR_FILENO, bytes, bytes.count) }
        }
    }

    private func rotate() {
        close(descriptor)
        descriptor = -1
        unlink("\(path).\(Self.keptCount)")
        for number in stride(from: Self.keptCount - 1, through: 1, by: -1) { rename("\(path).\(number)", "\(path).\(number + 1)") }
        rename(path, "\(path).1")
        try? open()
    }

    /// Where the log is; its folder is made.
    ///
    /// - Throws: `WorkspaceError`, `AgentError.fileSystem`.
    public static func place(_ surroundings: Surroundings) throws -> String {
        let folder = try surroundings.stateDirectory()
        do { try DurableFolder(path: folder).make() } catch { throw AgentError.fileSystem(path: error.path, code: error.code) }
        return folder + "/agent.log"
    }

    /// The newest lines, oldest first, over the kept files.
    public static func lastLines(_ count: Int, at path: String) -> [String] {
        var found: [String] = []
        for name in [path] + (1...keptCount).map({ "\(path).\($0)" }) where found.count < count {
            guard let text = try? String(contentsOfFile: name, encoding: .utf8) else { break }
            found = text.split(separator: "\n").suffix(count - found.count).map(String.init) + found
        }
        return found
    }

    /// - Parameter now: the clock of the lines.
    public func logger(level: Logger.Level, now: @escaping @Sendable () -> String) -> Logger {
        Logger(label: "sheaf.agent") { _ in LineHandler(log: self, now: now, logLevel: level) }
    }
}

/// Writes one line for one message.
private struct LineHandler: LogHandler {
    let log: AgentLog
    let now: @Sendable () -> String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(
        level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
        function: String, line: UInt
    ) {
        var object: [String: String] = ["at": now(), "level": "\(level)", "message": "\(message)"]
        for (key, value) in self.metadata.merging(metadata ?? [:], uniquingKeysWith: { $1 }) where "\(value)" != "" {
            object[key] = "\(value)"
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else { return }
        log.write(String(decoding: data, as: UTF8.self))
    }
}
