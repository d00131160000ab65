import Foundation

/// What makes an agent the only one of its user: a lock of the kernel's, which dies with the process.
public final class AgentLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Returns: nil when another agent holds it.
    /// - Throws: `AgentError.fileSystem`.
    public static func take(_ folder: RuntimeFolder) throws(AgentError) -> AgentLock? {
        while true {
            let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw .fileSystem(path: folder.lock, code: errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                close(descriptor)
                if code == EWOULDBLOCK { return nil }
                throw .fileSystem(path: folder.lock, code: code)
            }
            // Somebody may have removed the file between opening and locking: then the lock is on nothing.
            if isSame(descriptor, folder.lock) { return AgentLock(descriptor, folder.lock) }
            close(descriptor)
        }
    }

    private init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// The file still has its name; else a second agent may have locked a new one.
    public var isHeld: Bool { Self.isSame(descriptor, path) }

    /// Whether an agent runs. Asks for the lock and gives it back at once.
    public static func isTaken(_ folder: RuntimeFolder) -> Bool {
        let descriptor = open(folder.lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (held, named) = (stat(), stat())
        return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0 && held.st_ino == named.st_ino
            && held.st_dev == named.st_dev
    }
}
