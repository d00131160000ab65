import Foundation

/// The folder of the sockets and the lock of one user's agent.
///
/// `$XDG_RUNTIME_DIR/sheaf`, else `/run/user/<uid>/sheaf`, else `/tmp/sheaf-<uid>`; the user's alone (0700), which is checked each time: in `/tmp`
/// anybody may have made a folder of this name first.
public struct RuntimeFolder: Hashable, Sendable {
    public let path: String

    /// The longest path that a socket can be bound to, in bytes.
    static let socketPathBytesMax = 107

    public var lock: String { path + "/agent.lock" }
    public var control: String { path + "/agent.sock" }
    public var poke: String { path + "/poke.sock" }

    /// Where it is, made where it is missing.
    ///
    /// - Throws: `AgentError.unsafeFolder`, `.fileSystem`.
    public static func open(environment: [String: String]) throws(AgentError) -> RuntimeFolder {
        let folder = RuntimeFolder(path: location(environment))
        if mkdir(folder.path, 0o700) != 0, errno != EEXIST { throw .fileSystem(path: folder.path, code: errno) }
        guard isPrivate(folder.path) else { throw .unsafeFolder(path: folder.path) }
        return folder
    }

    /// Where it is, if it is there and safe: for those who only look for an agent.
    public static func existing(environment: [String: String]) -> RuntimeFolder? {
        let folder = RuntimeFolder(path: location(environment))
        return isPrivate(folder.path) ? folder : nil
    }

    private static func location(_ environment: [String: String]) -> String {
        let shared = "/tmp/sheaf-\(geteuid())"
        let given = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        // Where a login has it, for those who were started without one: the same agent serves them.
        let runtime = given ?? "/run/user/\(geteuid())"
        guard runtime.hasPrefix("/"), isOwn(runtime) else { return shared }
        let path = runtime + "/sheaf"
        return (path + "/agent.sock").utf8.count <= socketPathBytesMax ? path : shared
    }

    /// Nobody else may put anything there.
    private static func isOwn(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_uid == geteuid() && status.st_mode & S_IFMT == S_IFDIR
            && status.st_mode & 0o022 == 0
    }

    private static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        // lstat: a link could lead anywhere, and be changed.
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
            && status.st_mode & 0o077 == 0
    }
}
