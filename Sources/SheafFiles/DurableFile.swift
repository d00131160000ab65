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

    /// Writes a file that is not there yet, with the content of another one.
    ///
    /// - Throws: `Failure`, with EEXIST when something is there.
    public func copy(from other: String) throws(Failure) {
        guard let descriptor = try? Self.open(path, O_WRONLY | O_CREAT | O_EXCL) else { throw failure() }
        do throws(Failure) {
            defer { close(descriptor) }
            try DurableFile(path: other).read { piece throws(Failure) in try write(piece, to: descriptor) }
            guard fsync(descriptor) == 0 else { throw failure() }
            try Self.syncFolder(folder)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Gives the file's content piece by piece.
    public func read(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        let descriptor = try Self.open(path, O_RDONLY)
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            guard count > 0 else { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// What somebody else has written to the file survives a power loss when this returns.
    public static func sync(_ path: String) throws(Failure) {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure(path: path, code: errno) }
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
        let failure = bytes.withUnsafeBytes { bytes -> Failure? in
            do throws(Failure) { try write(bytes, to: descriptor) } catch { return error }
            return nil
        }
        if let failure { throw failure }
        guard fsync(descriptor) == 0 else { throw self.failure() }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "." }

    private func failure() -> Failure { Failure(path: path, code: errno) }
}
