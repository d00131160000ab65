import Foundation

/// Sockets that a service manager has opened before it started the agent (socket activation).
///
/// - Source: sd_listen_fds(3): descriptors from 3 on, named by `LISTEN_FDNAMES`, meant for the process `LISTEN_PID`.
public struct InheritedSockets: Sendable {
    private let descriptors: [String: Int32]

    public static let none = InheritedSockets(descriptors: [:])

    private init(descriptors: [String: Int32]) {
        self.descriptors = descriptors
    }

    public init(environment: [String: String], processID: Int32 = getpid()) {
        guard environment["LISTEN_PID"] == "\(processID)", let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
            (1...16).contains(count)
        else {
            self = .none
            return
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        var found: [String: Int32] = [:]
        for index in 0..<Int(count) {
            let descriptor = 3 + Int32(index)
            // Children must not hold them open.
            guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { continue }
            // Without names, as systemd-socket-activate gives them, what kind of socket it is says which one it is.
            let name = names.indices.contains(index) ? String(names[index]) : ""
            found[Self.known.contains(name) ? name : Self.kind(of: descriptor)] = descriptor
        }
        self.init(descriptors: found)
    }

    private static let known: Set<String> = ["control", "poke"]

    private static func kind(of descriptor: Int32) -> String {
        var type: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0 else { return "" }
        return type == Int32(SOCK_DGRAM.rawValue) ? "poke" : "control"
    }

    /// Listens for requests; nil when the agent has to make it.
    var control: Int32? { descriptors["control"] }
    /// Receives pokes; nil when the agent has to make it.
    var poke: Int32? { descriptors["poke"] }
}
