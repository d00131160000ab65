#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The datagram socket of this user's agent, and of nobody else's.
struct AgentSocket {
    /// `sun_path`, without the zero at its end.
    private static let pathBytesMax = 107
    /// The longest name in the folder, so that all of its files lie in the same one.
    private static let longestName = "agent.sock"

    let path: String

    /// nil when nobody can be listening.
    static func find() -> AgentSocket? {
        let folder = folder()
        guard let status = Path.status(folder), status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { return nil }
        let socket = AgentSocket(path: "\(folder)/poke.sock")
        return Path.status(socket.path).map { $0.st_mode & S_IFMT == S_IFSOCK && $0.st_uid == geteuid() } == true ? socket : nil
    }

    private static func folder() -> String {
        let shared = "/tmp/sheaf-\(geteuid())"
        // Where a login has it, for those who were started without one: the same agent serves them.
        let runtime = variable("XDG_RUNTIME_DIR") ?? "/run/user/\(geteuid())"
        guard runtime.hasPrefix("/") else { return shared }
        var status = stat()
        guard stat(runtime, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o022 == 0
        else { return shared }
        let own = "\(runtime)/sheaf"
        return own.utf8.count + 1 + longestName.utf8.count <= pathBytesMax ? own : shared
    }

    /// One datagram, or none: a full queue and a listener that is gone are nobody's concern here.
    func send(_ bytes: [UInt8]) {
        #if canImport(Glibc)
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        #else
            let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
            let flags = MSG_DONTWAIT
        #endif
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            // Shorter than the room, which is zero.
            room.copyBytes(from: path.utf8.prefix(Self.pathBytesMax))
        }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                sendto(descriptor, bytes, bytes.count, flags, generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
