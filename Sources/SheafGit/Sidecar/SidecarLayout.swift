import CGit2
import Foundation

/// The sidecar's files: what a new one consists of, and what does not belong there.
struct SidecarLayout {
    /// Another process may still be writing a younger file.
    private static let leftoverSecondsMin: TimeInterval = 3_600
    /// A ref's lock is held for milliseconds; one that is older belongs to a process that died.
    static let lockSecondsMax: TimeInterval = 60

    /// What is shared and what only this machine may read lie side by side, so nobody else gets in.
    private static let directoryMode: mode_t = 0o700

    /// Refs that live as long as one push.
    static let outgoingReferences = "refs/sheaf/outgoing"

    /// Packs being written, outside of `objects`, where git looks for garbage.
    static let incomingDirectory = "incoming"

    let path: String

    /// A branch that never comes to be. With `HEAD` at the state ref itself, which is no branch, every `git fsck` would
    /// report an error.
    private static let head = "refs/heads/none"

    /// Plain git commands have to behave in here, and nothing may happen behind our back.
    private static let settings = [
        ("core.logallrefupdates", "false"), ("core.bigfilethreshold", "16m"), ("core.sharedrepository", "0600"),
        ("core.fsync", "committed"), ("gc.auto", "0"), ("maintenance.auto", "false"),
        // A fetch leaves one pack and not up to a hundred loose objects.
        ("fetch.unpacklimit", "1"), ("transfer.unpacklimit", "1"),
        ("include.path", SidecarSettings.fileName),
    ]

    /// Idempotent, so that a crash in the middle is mended by the next opening.
    ///
    /// - Throws: `GitError.fileSystem`, `GitError.library`.
    func create() throws {
        Libgit2.start()
        try makeDirectories()
        try requireOwner()
        // Two processes may do this at once; the one that does not get a lock finds the work done, or does it.
        for _ in 0..<40 {
            guard let code = try initialise() ?? configure() else { return }
            guard code == GIT_ELOCKED.rawValue else { throw Libgit2.failure(code, "set the sidecar up") }
            usleep(25_000)
        }
        throw GitError.referenceLocked(name: "the sidecar's configuration", lockFile: "\(path)/config.lock")
    }

    /// Its configuration decides what git runs, so it has to be our own.
    private func requireOwner() throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw GitError.fileSystem(path: path, errno: errno) }
        guard status.st_uid == geteuid() else { throw GitError.fileSystem(path: path, errno: EPERM) }
    }

    /// - Returns: nil when all settings are in place, else the code of the failure.
    private func configure() throws -> Int32? {
        let file = try Handle("read the sidecar's configuration", freeing: git_config_free) {
            git_config_open_ondisk($0, "\(path)/config")
        }
        for (key, value) in Self.settings where Self.value(key, in: file) != value {
            let code = git_config_set_string(file.pointer, key, value)
            if code < 0 { return code }
        }
        chmod("\(path)/config", 0o600)
        return nil
    }

    private func makeDirectories() throws {
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/\(part)"
            guard mkdir(prefix, Self.directoryMode) != 0, errno != EEXIST else { continue }
            // A parent that may not be written to says EROFS or EACCES although it exists.
            var status = stat()
            let code = errno
            guard stat(prefix, &status) == 0 else { throw GitError.fileSystem(path: prefix, errno: code) }
        }
    }

    /// - Returns: nil when the repository is there, else the code of the failure.
    private func initialise() throws -> Int32? {
        // Written last by libgit2, so it tells whether an initialisation came to its end.
        if access("\(path)/HEAD", F_OK) == 0 { return nil }
        var options = git_repository_init_options()
        try Libgit2.check(
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)), "start a sidecar")
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_NO_DOTGIT_DIR.rawValue
        return Self.head.withCString { head in
            options.initial_head = head
            var repository: OpaquePointer?
            let code = git_repository_init_ext(&repository, path, &options)
            git_repository_free(repository)
            return code < 0 ? code : nil
        }
    }

    private static func value(_ key: String, in configuration: borrowing Handle) -> String? {
        var value = git_buf()
        defer { git_buf_dispose(&value) }
        guard git_config_get_string_buf(&value, configuration.pointer, key) == 0, let text = value.ptr else {
            return nil
        }
        return String(cString: text)
    }

    // MARK: Leftovers

    /// Removes temporary files, temporary refs and ref locks of processes that died.
    func sweep() {
        for name in names(in: Self.outgoingReferences) {
            remove("\(path)/\(Self.outgoingReferences)/\(name)", olderThan: Self.leftoverSecondsMin)
        }
        for name in names(in: Self.incomingDirectory) {
            let directory = "\(path)/\(Self.incomingDirectory)/\(name)"
            if Self.isOlder(directory, Self.leftoverSecondsMin) { try? FileManager.default.removeItem(atPath: directory) }
        }
        for directory in ["objects", "objects/pack"] {
            for name in names(in: directory) where Self.isTemporary(name) {
                remove("\(path)/\(directory)/\(name)", olderThan: Self.leftoverSecondsMin)
            }
        }
        guard let walk = FileManager.default.enumerator(atPath: "\(path)/refs/sheaf") else { return }
        for case let name as String in walk where name.hasSuffix(".lock") {
            remove("\(path)/refs/sheaf/\(name)", olderThan: Self.lockSecondsMax)
        }
    }

    private func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)")) ?? []
    }

    /// Git's, libgit2's, and the guard of a pack that was being placed.
    private static func isTemporary(_ name: String) -> Bool {
        name.hasSuffix(".keep")
            || ["tmp_pack_", "tmp_idx_", "tmp_rev_", "tmp_obj_", ".tmp-", "pack_git2_", "streamed_git2_"]
                .contains { name.hasPrefix($0) }
    }

    /// Removes the lock of a ref if its owner died.
    ///
    /// - Returns: whether there was such a lock.
    @discardableResult
    func reapLock(of reference: String) -> Bool {
        remove("\(path)/\(reference).lock", olderThan: Self.lockSecondsMax)
    }

    /// One process at a time, and age and removal together: otherwise the second of two that saw the same old lock
    /// would remove the new one that the first has taken since.
    @discardableResult
    private func remove(_ file: String, olderThan seconds: TimeInterval) -> Bool {
        guard Self.isOlder(file, seconds) else { return false }
        let guardian = open("\(path)/sweep.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard guardian >= 0 else { return false }
        defer { close(guardian) }
        guard flock(guardian, LOCK_EX) == 0, Self.isOlder(file, seconds) else { return false }
        return unlink(file) == 0
    }

    private static func isOlder(_ file: String, _ seconds: TimeInterval) -> Bool {
        var status = stat()
        guard lstat(file, &status) == 0 else { return false }
        #if canImport(Darwin)
            let modified = status.st_mtimespec.tv_sec
        #else
            let modified = status.st_mtim.tv_sec
        #endif
        return Date().timeIntervalSince1970 - TimeInterval(modified) > seconds
    }
}
