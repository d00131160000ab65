import Foundation

/// A file outside every repository that is complete and on disk when `write` returns.
struct DurableArchive {
    let path: String

    /// - Throws: `WorkspaceError.fileSystem`.
    func write(_ bytes: [UInt8]) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw WorkspaceError.fileSystem(path: folder, detail: error.localizedDescription) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure(errno) }
        try syncEntries(of: folder)
    }

    /// Makes the new name survive a power loss too.
    private func syncEntries(of folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(errno) }
    }

    private func failure(_ code: Int32) -> WorkspaceError {
        .fileSystem(path: path, detail: String(cString: strerror(code)))
    }
}
