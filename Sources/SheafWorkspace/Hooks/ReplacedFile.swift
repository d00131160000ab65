import Foundation
import SheafFiles

/// A file of somebody else's that gets new content: it is old or new at any moment, keeps its mode, and what is in it
/// survives a power loss.
struct ReplacedFile {
    /// A lock of ours is held for less than a millisecond.
    static let lockSecondsMax = 10

    let path: String
    /// A folder of ours on the same file system: what a killed process was writing lies there, and not beside the file.
    let workshop: String

    /// - Parameter mode: nil: what the umask leaves of an executable's.
    /// - Throws: `DurableFile.Failure`.
    func write(_ bytes: [UInt8], mode: mode_t?) throws(DurableFile.Failure) {
        do { try place(bytes, mode: mode, in: workshop) { rename($0, path) } } catch {
            // `core.hooksPath` may lead to another file system, and a purge that goes on has no workshop any more.
            guard error.code == EXDEV || error.code == ENOENT else { throw error }
            try place(bytes, mode: mode, in: folder) { rename($0, path) }
        }
    }

    /// Under the lock that git takes for the same file: `<path>.lock`, which becomes the file.
    ///
    /// - Parameter change: nil leaves the file as it is.
    /// - Throws: `DurableFile.Failure`, with EEXIST while somebody else holds the lock.
    func writeLocked(_ change: ([UInt8]) -> [UInt8]?) throws(DurableFile.Failure) {
        let lock = "\(path).lock"
        removeDeadLock(lock)
        guard case .regular(let bytes, let mode) = HookFile.at(path), let changed = change(bytes) else { return }
        try place(changed, mode: mode, in: workshop) { temporary in
            guard link(temporary, lock) == 0 else { return -1 }
            // Whoever held the lock until now may have written.
            guard HookFile.at(path) == .regular(bytes: bytes, mode: mode) else {
                unlink(lock)
                errno = EBUSY
                return -1
            }
            return rename(lock, path)
        }
    }

    /// A process of ours that was killed with the lock in its hand left what it was writing too: the same file by another name.
    func removeDeadLock(_ lock: String, secondsMax: Int = lockSecondsMax) {
        var held = stat()
        guard lstat(lock, &held) == 0, held.st_nlink > 1, time(nil) - held.st_ctim.tv_sec > secondsMax else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workshop)) ?? []
        let isOurs = names.contains { name in
            var status = stat()
            return lstat("\(workshop)/\(name)", &status) == 0 && status.st_ino == held.st_ino && status.st_dev == held.st_dev
        }
        if isOurs { unlink(lock) }
    }

    /// Writes and syncs a new file, and lets it take its place.
    private func place(
        _ bytes: [UInt8], mode: mode_t?, in folder: String, _ take: (String) -> Int32
    ) throws(DurableFile.Failure) {
        let temporary = "\(folder)/\((path as NSString).lastPathComponent).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o755)
        guard descriptor >= 0 else { throw failure }
        defer { unlink(temporary) }
        try fill(descriptor, bytes, mode: mode)
        guard take(temporary) == 0 else { throw failure }
        try DurableFile.syncFolder(self.folder)
    }

    /// Writes all, syncs and closes.
    private func fill(_ descriptor: Int32, _ bytes: [UInt8], mode: mode_t?) throws(DurableFile.Failure) {
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure }
            rest = rest.dropFirst(count)
        }
        if let mode, fchmod(descriptor, mode) != 0 { throw failure }
        guard fsync(descriptor) == 0 else { throw failure }
    }

    private var folder: String { (path as NSString).deletingLastPathComponent }

    private var failure: DurableFile.Failure { DurableFile.Failure(path: path, code: errno) }
}
