import Foundation

/// A small private file that is either old or new after a crash, never half.
///
/// Foundation's `.atomic` does not sync the directory, so the rename itself could be lost.
struct DurableFile {
    let path: String

    /// - Returns: false when the file had this content already and was left alone.
    /// - Throws: `GitError.fileSystem`.
    func replace(with bytes: [UInt8]) throws -> Bool {
        if FileManager.default.contents(atPath: path).map({ Array($0) == bytes }) ?? false { return false }
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
        let opened = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw failure() }
        let file = Descriptor(owning: opened)
        defer { unlink(temporary) }
        try write(bytes, to: file)
        guard fsync(file.number) == 0, rename(temporary, path) == 0 else { throw failure() }
        try Self.syncDirectory(folder)
        return true
    }

    /// Makes the names in a directory durable.
    ///
    /// - Throws: `GitError.fileSystem`.
    static func syncDirectory(_ path: String) throws {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw GitError.fileSystem(path: path, errno: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw GitError.fileSystem(path: path, errno: errno) }
    }

    private func write(_ bytes: [UInt8], to file: borrowing Descriptor) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "." }

    private func failure() -> GitError { .fileSystem(path: path, errno: errno) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
    #else
        Darwin.write(descriptor, bytes, count)
    #endif
}
