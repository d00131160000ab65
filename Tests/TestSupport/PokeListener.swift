import Foundation

/// In the agent's place at `poke.sock` of a runtime folder: hears what hooks tell.
public final class PokeListener: Sendable {
    /// What `XDG_RUNTIME_DIR` has to be.
    public let runtime: String
    private let descriptor: Int32

    /// - Parameter runtime: a folder to be made; sockets want short paths.
    public init(runtime: String) throws {
        self.runtime = runtime
        for folder in [runtime, "\(runtime)/sheaf"] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
            throw FixtureError("cannot make \(folder)")
        }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = "\(runtime)/sheaf/poke.sock"
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { throw FixtureError("\(path) is too long for a socket") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw FixtureError("cannot listen at \(path)") }
    }

    deinit { close(descriptor) }

    /// Everything told since the last time, in order. A hook has told when its git command ends.
    public func heard() -> [String] {
        var pokes: [String] = []
        var bytes = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return pokes }
            pokes.append(String(decoding: bytes.prefix(count), as: UTF8.self))
        }
    }

    /// Puts datagrams into the queue until it is full.
    public func fill() throws {
        let sender = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(runtime)/sheaf/poke.sock".utf8) }
        for _ in 0..<100_000 {
            let count = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(sender, "x", 1, Int32(MSG_DONTWAIT), $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if count < 0 { return }
        }
        throw FixtureError("the queue of \(runtime) never fills")
    }
}
