import Foundation

/// A private folder (0700) whose names survive a power loss.
///
/// A file that was synced is gone all the same when the folder that names it, or one above that, was not.
public struct DurableFolder: Hashable, Sendable {
    /// Absolute.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// Makes the folder, and those above it that are missing.
    ///
    /// - Throws: `DurableFile.Failure`; never for a folder that is there, also where nothing can be written.
    public func make() throws(DurableFile.Failure) {
        if mkdir(path, 0o700) == 0 { return try DurableFile.syncFolder(parent.path) }
        let code = errno
        if code == ENOENT, parent != self {
            try parent.make()
            return try make()
        }
        // A folder above it that cannot be written says so also when this one is there.
        guard access(path, F_OK) == 0 else { throw DurableFile.Failure(path: path, code: code) }
    }

    private var parent: DurableFolder { DurableFolder(path: (path as NSString).deletingLastPathComponent) }
}
