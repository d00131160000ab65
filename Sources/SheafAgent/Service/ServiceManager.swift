import Foundation

/// What a service manager (systemd) is told: one datagram for each change. Nothing without `NOTIFY_SOCKET`.
///
/// - Source: sd_notify(3).
public struct ServiceManager: Sendable {
    private let socketPath: String?
    /// How often it wants to hear that the agent is alive, in milliseconds; nil: it does not ask.
    public let watchdogMilliseconds: UInt64?

    public init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isMine = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdogMilliseconds = isMine ? environment["WATCHDOG_USEC"].flatMap { UInt64($0) }.map { max($0 / 2000, 1) } : nil
    }

    public func tell(_ state: String) {
        guard let socketPath else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        LocalSocket.send(Array(state.utf8), on: descriptor, to: socketPath)
    }
}
