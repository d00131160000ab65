import Foundation

/// Unix sockets: made, bound, and asked who is at the other end.
enum LocalSocket {
    /// A socket that listens (or, for datagrams, receives) at a path, which nobody else has: the caller holds the agent's
    /// lock, so what is there is of one that is dead.
    static func bind(_ path: String, _ type: Int32) throws(AgentError) -> Int32 {
        let descriptor = socket(AF_UNIX, type | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .fileSystem(path: path, code: errno) }
        unlink(path)
        let bound = withAddress(path) { Foundation.bind(descriptor, $0, $1) }
        guard bound == 0, chmod(path, 0o600) == 0, type != Int32(SOCK_STREAM.rawValue) || listen(descriptor, 64) == 0 else {
            let code = errno
            close(descriptor)
            throw .fileSystem(path: path, code: code)
        }
        return descriptor
    }

    /// - Returns: nil when nobody listens there.
    static func connect(_ path: String, secondsMax: Int) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        setTimeLimit(descriptor, seconds: secondsMax)
        guard withAddress(path, { Foundation.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// For each single read and write.
    static func setTimeLimit(_ descriptor: Int32, seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// The user whose process is at the other end, as the kernel says.
    static func peer(_ descriptor: Int32) -> uid_t? {
        // struct ucred: process, user, group.
        var credentials: [UInt32] = [0, 0, 0]
        var length = socklen_t(3 * MemoryLayout<UInt32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0, length == 12 else { return nil }
        return credentials[1]
    }

    /// A datagram to whoever receives at a path, if anybody does; never waits.
    ///
    /// - Parameter path: `@` at its start stands for the zero byte of an abstract address.
    @discardableResult
    static func send(_ bytes: [UInt8], on descriptor: Int32, to path: String) -> Bool {
        withAddress(path) {
            Int32(clamping: sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), $0, $1))
        } == bytes.count
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isAbstract = path.hasPrefix("@")
        let bytes = isAbstract ? [0] + path.utf8.dropFirst() : Array(path.utf8)
        guard bytes.count <= RuntimeFolder.socketPathBytesMax else {
            errno = ENAMETOOLONG
            return -1
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        // An abstract address is as long as it is said to be.
        let length = isAbstract ? MemoryLayout<sa_family_t>.size + bytes.count : MemoryLayout<sockaddr_un>.size
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
        }
    }
}
