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

        public init(path: String, code: Int32) {
            self.path = path
            self.code = code
        }
    }

    /// Writes a file that is not there yet; until it is whole, nothing has its name.
    ///
    /// - Throws: `Failure`, with EEXIST when something is there.
    public func create(with bytes: [UInt8]) throws(Failure) {
        try withTemporary(bytes) { link($0, path) }
    }

    /// Puts new content in the place of what is there, if anything: after a crash the file is old or new, never half.
    ///
    /// - Returns: false when the file had this content already and was left alone.
    @discardableResult
    public func replace(with bytes: [UInt8]) throws(Failure) -> Bool {
        if FileManager.default.contents(atPath: path).map({ Array($0) == bytes }) ?? false { return false }
        try withTemporary(bytes) { rename($0, path) }
        return true
    }

    /// Removes files of a folder that were being written an hour ago: their writers are dead.
    public static func sweep(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.contains(temporaryMark) {
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0, time(nil) - status.st_mtim.tv_sec > temporarySecondsMax else { continue }
            unlink("\(folder)/\(name)")
        }
    }

    /// Between the name of a file and the process that is writing it.
    private static let temporaryMark = ".new-"
    /// Writing takes milliseconds.
    private static let temporarySecondsMax = 3600

    /// - Parameter place: gives the finished file its name; 0, or -1 with `errno`.
    private func withTemporary(_ bytes: [UInt8], place: (String) -> Int32) throws(Failure) {
        let temporary = "\(path)\(Self.temporaryMark)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        // Who reads of a failure knows the file, not what it is called until it is whole.
        guard let descriptor = try? Self.open(temporary, O_WRONLY | O_CREAT | O_EXCL) else { throw failure() }
        defer { unlink(temporary) }
        try write(bytes, to: descriptor)
        guard place(temporary) == 0 else { throw failure() }
        try Self.syncFolder(folder)
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
