import Foundation

/// A small private file (0600) that is whole and on disk, its name included, when a call returns.
///
/// Foundation's `.atomic` does not sync the folder, so the rename itself could be lost.
public struct DurableFile: Hashable, Sendable {
    /// Absolute.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// A system call failed: `code` is its `errno`.
    public struct Failure: Error, Hashable, Sendable {
        public let path: String
        public let code: Int32
    }

    /// Writes a file that is not there yet. When it fails, none is left behind.
    ///
    /// - Throws: `Failure`, with EEXIST when something is there.
    public func create(with bytes: [UInt8]) throws(Failure) {
        let descriptor = try Self.open(path, O_WRONLY | O_CREAT | O_EXCL)
        do {
            try write(bytes, to: descriptor)
            try Self.syncFolder(folder)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Puts new content in the place of what is there, if anything: after a crash the file is old or new, never half.
    ///
    /// - Returns: false when the file had this content already and was left alone.
    @discardableResult
    public func replace(with bytes: [UInt8]) throws(Failure) -> Bool {
        if FileManager.default.contents(atPath: path).map({ Array($0) == bytes }) ?? false { return false }
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = try Self.open(temporary, O_WRONLY | O_CREAT | O_EXCL)
        defer { unlink(temporary) }
        try write(bytes, to: descriptor)
        guard rename(temporary, path) == 0 else { throw failure() }
        try Self.syncFolder(folder)
        return true
    }

    /// Makes created, renamed and removed names of a folder survive a power loss.
    public static func syncFolder(_ path: String) throws(Failure) {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
        defer { close(descriptor) }
        // Some network file systems cannot sync a folder and say so with EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw Failure(path: path, code: errno) }
    }

    private static func open(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        return descriptor
    }

    /// Writes all, syncs and closes.
    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "." }

    private func failure() -> Failure { Failure(path: path, code: errno) }
}
