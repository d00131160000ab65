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
