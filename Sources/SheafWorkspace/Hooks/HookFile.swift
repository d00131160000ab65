import Foundation
import SheafFiles

/// What lies where a hook would.
enum HookFile: Hashable, Sendable {
    /// A hook is kilobytes.
    private static let bytesMax = 1 << 20

    case missing
    case regular(bytes: [UInt8], mode: mode_t)
    /// Where it leads, as written.
    case link(target: String)
    case other(what: String)

    static func at(_ path: String) -> HookFile {
        var status = stat()
        guard lstat(path, &status) == 0 else { return errno == ENOENT ? .missing : .other(what: "not to be looked at") }
        switch status.st_mode & S_IFMT {
        case S_IFLNK: return .link(target: (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? "")
        case S_IFREG: break
        default: return .other(what: "no file")
        }
        guard status.st_size <= bytesMax else { return .other(what: "too large for a hook") }
        guard status.st_uid == geteuid() else { return .other(what: "another user's") }
        guard let content = FileManager.default.contents(atPath: path) else { return .other(what: "not readable") }
        return .regular(bytes: Array(content), mode: status.st_mode & 0o7777)
    }

    var bytes: [UInt8]? { if case .regular(let bytes, _) = self { bytes } else { nil } }
}

/// A file of somebody else's that gets new content: it is old or new at any moment, keeps its mode, and what is in it
/// survives a power loss.
struct ReplacedFile {
    let path: String

    /// - Parameter mode: nil: what the umask leaves of an executable's.
    /// - Throws: `DurableFile.Failure`.
    func write(_ bytes: [UInt8], mode: mode_t?) throws(DurableFile.Failure) {
        let temporary = "\(path).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o755)
        guard descriptor >= 0 else { throw failure }
        try fill(descriptor, bytes, mode: mode, temporary)
    }

    /// Under the lock that git takes for the same file: `<path>.lock`, which becomes the file.
    ///
    /// - Parameter change: nil leaves the file as it is.
    func writeLocked(_ change: ([UInt8]) -> [UInt8]?) throws(DurableFile.Failure) {
        let lock = "\(path).lock"
        let descriptor = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure }
        guard case .regular(let bytes, let mode) = HookFile.at(path), let changed = change(bytes) else {
            close(descriptor)
            unlink(lock)
            return
        }
        try fill(descriptor, changed, mode: mode, lock)
    }

    /// Writes, syncs and closes a new file, and gives it the path.
    private func fill(_ descriptor: Int32, _ bytes: [UInt8], mode: mode_t?, _ temporary: String) throws(DurableFile.Failure) {
        var isPlaced = false
        defer { if !isPlaced { unlink(temporary) } }
        do {
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
        guard rename(temporary, path) == 0 else { throw failure }
        isPlaced = true
        try DurableFile.syncFolder((path as NSString).deletingLastPathComponent)
    }

    private var failure: DurableFile.Failure { DurableFile.Failure(path: path, code: errno) }
}
