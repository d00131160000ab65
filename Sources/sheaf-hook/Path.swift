#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What lies at a path. Paths that are not UTF-8 lead nowhere: Sheaf is not enabled at such a place.
enum Path {
    /// Absolute, without links; nil when nothing is there.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }

    /// `path`, seen from `folder` unless it is absolute.
    static func joined(_ folder: String, _ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

    static func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    /// A small regular file; nil for everything else, and for one that is longer.
    static func content(_ path: String, bytesMax: Int) -> [UInt8]? {
        // Whoever put a pipe there must not make a prompt wait.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= bytesMax else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return (0...bytesMax).contains(count) ? Array(bytes.prefix(count)) : nil
    }

    /// The first line of a small file that names a path.
    static func line(_ path: String) -> String? {
        guard let bytes = content(path, bytesMax: 4_096) else { return nil }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return line.isEmpty ? nil : String(validating: line, as: UTF8.self)
    }
}
