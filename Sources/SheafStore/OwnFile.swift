import Foundation

/// A file or folder that only its user may have put there. SQLite and Foundation follow links wherever they lead, so
/// this looks before them.
struct OwnFile {
    let path: String

    static let isLink = "is a symbolic link"

    /// Nothing at the path is fine.
    ///
    /// - Throws: `StoreError.notTrusted` for another user's file, and for a link.
    func require(followingLink: Bool = false) throws(StoreError) {
        var status = stat()
        guard (followingLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return }
        guard status.st_mode & S_IFMT != S_IFLNK else { throw .notTrusted(path: path, why: Self.isLink) }
        guard status.st_uid == geteuid() else { throw .notTrusted(path: path, why: "belongs to another user") }
    }
}
