import Foundation

/// Serialises the changes that Sheaf's processes make to refs and locks of one sidecar, and knows who died at it.
///
/// Git's lock files do not say whose they are. So whoever changes a ref holds a `flock(2)`, which ends with its process,
/// on a file that holds the ref's name meanwhile: who gets the `flock` and finds a name there knows that the owner of
/// that ref's lock is dead.
struct SidecarGuard: ~Copyable {
    private let file: Descriptor

    /// - Throws: `GitError.fileSystem`.
    init(_ sidecar: String) throws {
        let path = "\(sidecar)/guard"
        let opened = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw GitError.fileSystem(path: path, errno: errno) }
        file = Descriptor(owning: opened)
    }

    /// - Returns: false when another process has it.
    func take() -> Bool { flock(file.number, LOCK_EX | LOCK_NB) == 0 }

    func release() { flock(file.number, LOCK_UN) }

    /// The ref that the holder before was changing when it died; nil after a change that came to its end.
    var abandoned: String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(file.number, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Runs a change of a ref; what was abandoned must have been cleared away.
    func during<Result>(_ reference: String, _ body: () throws -> Result) rethrows -> Result {
        let bytes = Array(reference.utf8)
        _ = pwrite(file.number, bytes, bytes.count, 0)
        _ = ftruncate(file.number, off_t(bytes.count))
        defer { _ = ftruncate(file.number, 0) }
        return try body()
    }
}
