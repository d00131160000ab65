import Foundation
import SheafFiles

/// `<git common dir>/sheaf`: where the database, the sidecar and the write lock live. Everything in it is the user's alone.
public struct StoreDirectory: Hashable, Sendable {
    /// Absolute.
    public let path: String

    public init(path: String) {
        self.path = path
    }

    public var database: String { path + "/sheaf.db" }
    public var lock: String { path + "/lock" }

    /// What a damaged database still gave, on its way into a new one.
    public var salvaged: FactFile { FactFile(path: path + "/salvaged.facts") }

    /// The same folder without symbolic links, also when it was removed; unchanged when what held it is not there.
    var resolved: StoreDirectory {
        if let resolved = Self.withoutLinks(path) { return StoreDirectory(path: resolved) }
        let (folder, name) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
        return Self.withoutLinks(folder).map { StoreDirectory(path: "\($0)/\(name)") } ?? self
    }

    private static func withoutLinks(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Creates the folder (0700) unless it is there, so that a power loss does not take it with all that is in it.
    ///
    /// - Throws: `StoreError.notTrusted` when the folder, or a file of the database in it, is somebody else's or a link.
    func create() throws(StoreError) {
        // The folder itself may be a link: whoever can put one into a git directory owns the repository.
        try OwnFile(path: path).require(followingLink: true)
        for suffix in ["", "-wal", "-shm", "-journal"] { try OwnFile(path: database + suffix).require() }
        do { try DurableFolder(path: path).make() } catch { throw StoreError(error) }
    }

    /// Opens a file of the folder for reading and writing, creating it with mode 0600.
    func openFile(_ file: String, flags: Int32 = 0) throws(StoreError) -> Int32 {
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno, path: file) }
        return descriptor
    }

    /// SQLite would create its files readable for everybody; the log files inherit the database's mode.
    func createDatabaseFile() throws(StoreError) {
        let descriptor = try openFile(database)
        close(descriptor)
        try syncEntries()
    }

    /// Makes created and renamed files survive a power loss.
    func syncEntries() throws(StoreError) {
        do { try DurableFile.syncFolder(path) } catch { throw StoreError(error) }
    }
}

extension StoreError {
    init(_ failure: DurableFile.Failure) { self.init(errno: failure.code, path: failure.path) }

    init(errno code: Int32, path: String) {
        switch code {
        case EACCES, EPERM, EROFS: self = .readOnly(path: path)
        case ENOSPC, EDQUOT: self = .diskFull(path: path)
        // What O_NOFOLLOW says to a link.
        case ELOOP: self = .notTrusted(path: path, why: OwnFile.isLink)
        default: self = .inputOutput(path: path, detail: String(cString: strerror(code)))
        }
    }
}

extension StoreDirectory {
    /// nil when there is no database. Another one after the file was moved or exchanged.
    public var databaseFile: FileIdentity? { FileIdentity(path: database) }
}

/// Which file a path names at the moment.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    let byteCount: Int

    /// nil when there is no such file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        byteCount = Int(status.st_size)
    }

    func isSameFile(as other: FileIdentity?) -> Bool { device == other?.device && inode == other?.inode }
}
