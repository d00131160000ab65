import CGit2
import CShims
import Foundation
import SheafCore

/// The library as a whole: its one initialisation and its error codes.
enum Libgit2 {
    /// Extensions of the repository format that do not change how objects and files-backed refs are read. Never
    /// `objectformat` or `refstorage`: libgit2 would read such a repository wrongly instead of refusing it.
    private static let tolerated = ["worktreeconfig", "preciousobjects", "relativeworktrees", "partialclone"]

    /// Shared by all repositories; the library's default of 256 MB would be most of Sheaf's memory. What is read twice is
    /// read soon again: a commit's tree, to be compared with the next commit's.
    private static let cacheBytesMax = 4 << 20

    private static let initialisation: Int32 = {
        let code = git_libgit2_init()
        guard code >= 0 else { return code }
        // The array outlives the call in the library only as copies.
        var names = tolerated.map { UnsafePointer<CChar>(strdup($0)) }
        _ = shim_git_set_extensions(&names, names.count)
        names.forEach { free(UnsafeMutableRawPointer(mutating: $0)) }
        _ = shim_git_set_fsync_gitdir(1)
        _ = shim_git_set_cache_max_size(cacheBytesMax)
        honourConfigurationVariables()
        return shim_git_use_limited_sockets()
    }()

    /// The file that replaces the user's own configuration, if the environment names one as git(1) allows.
    static let replacedUserConfiguration = ProcessInfo.processInfo.environment["GIT_CONFIG_GLOBAL"]

    /// libgit2 1.5 ignores these variables. With a replaced user configuration it is told to find none;
    /// `Configuration` reads the replacement.
    private static func honourConfigurationVariables() {
        if let value = ProcessInfo.processInfo.environment["GIT_CONFIG_NOSYSTEM"], value != "0", value != "false" {
            _ = shim_git_set_search_path(GIT_CONFIG_LEVEL_SYSTEM.rawValue, "")
        }
        if replacedUserConfiguration != nil {
            _ = shim_git_set_search_path(GIT_CONFIG_LEVEL_GLOBAL.rawValue, "")
            _ = shim_git_set_search_path(GIT_CONFIG_LEVEL_XDG.rawValue, "")
        }
    }

    /// Must have been called before any other function of libgit2; idempotent and thread-safe.
    static func start() {
        precondition(initialisation >= 0, "BUG: git_libgit2_init cannot fail")
    }

    /// - Throws: `GitError.library` for a negative code, with the library's message of this thread.
    static func check(_ code: Int32, _ operation: @autoclosure () -> String) throws {
        guard code < 0 else { return }
        throw failure(code, operation())
    }

    /// The same for what writes files below a path: a failure of the system is the path's and not the library's.
    static func check(_ code: Int32, _ operation: @autoclosure () -> String, writing path: String) throws {
        guard code < 0 else { return }
        // Where memory maps cannot be made it gives no reason.
        guard lastClass == GIT_ERROR_OS || git_error_last() == nil else { throw failure(code, operation()) }
        throw GitError.cannotWrite(path: path, message: lastMessage)
    }

    /// The error for a code that has just been returned on this thread.
    static func failure(_ code: Int32, _ operation: String) -> GitError {
        .library(operation: operation, code: code, message: lastMessage)
    }

    /// Whether the error that has just been returned on this thread is about the repository's owner.
    ///
    /// libgit2 1.5 reports a foreign owner as GIT_EOWNER only if `safe.directory` is configured at all; otherwise the
    /// missing setting itself is the error.
    static func isForeignOwner(_ code: Int32) -> Bool {
        code == GIT_EOWNER.rawValue || (code == GIT_ENOTFOUND.rawValue && lastClass == GIT_ERROR_CONFIG)
    }

    static var lastMessage: String {
        guard let error = git_error_last(), let message = error.pointee.message else { return "no reason given" }
        return String(cString: message)
    }

    /// Which part of the library reported the last error of this thread.
    private static var lastClass: git_error_t {
        git_error_t(rawValue: UInt32(bitPattern: git_error_last()?.pointee.klass ?? 0))
    }
}

extension ObjectID {
    init(_ oid: git_oid) {
        var words = oid
        let id = withUnsafeBytes(of: &words) { ObjectID(bytes: $0) }
        guard let id else { preconditionFailure("BUG: a git_oid has 20 bytes") }
        self = id
    }

    /// nil for SHA-256, which this build of libgit2 cannot name.
    var oid: git_oid? {
        guard byteCount == 20 else { return nil }
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid) { $0.copyBytes(from: bytes) }
        return oid
    }
}

extension ObjectType {
    init?(_ type: git_object_t) {
        switch type {
        case GIT_OBJECT_COMMIT: self = .commit
        case GIT_OBJECT_TREE: self = .tree
        case GIT_OBJECT_BLOB: self = .blob
        case GIT_OBJECT_TAG: self = .tag
        default: return nil
        }
    }

    var number: git_object_t {
        switch self {
        case .commit: GIT_OBJECT_COMMIT
        case .tree: GIT_OBJECT_TREE
        case .blob: GIT_OBJECT_BLOB
        case .tag: GIT_OBJECT_TAG
        }
    }
}
