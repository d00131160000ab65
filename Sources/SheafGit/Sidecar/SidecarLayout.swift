import CGit2
import Foundation
import SheafFiles

/// The sidecar's files: what a new one consists of, and what does not belong there.
struct SidecarLayout {
    /// Another process may still be writing a younger file.
    private static let leftoverSecondsMin: TimeInterval = 3_600
    /// A ref's lock is held for milliseconds; one that is older belongs to a process that died.
    static let lockSecondsMax: TimeInterval = 60
    /// The same, when its owner is known to have died.
    private static let abandonedSecondsMax: TimeInterval = 1

    /// Refs that live as long as one push.
    static let outgoingReferences = "refs/sheaf/outgoing"
    /// Refs that live as long as one fetch: git's lock of a name that nobody else uses cannot be in anybody's way.
    static let incomingReferences = "refs/sheaf/incoming"

    /// Packs being written, outside of `objects`, where git looks for garbage.
    static let incomingDirectory = "incoming"

    let path: String

    /// A branch that never comes to be. With `HEAD` at the state ref itself, which is no branch, every `git fsck` would
    /// report an error.
    private static let head = "refs/heads/none"

    /// Plain git commands have to behave in here, and nothing may happen behind our back.
    private static let settings = [
        ("core.repositoryformatversion", "0"), ("core.filemode", "true"), ("core.bare", "true"),
        ("core.logallrefupdates", "false"), ("core.bigfilethreshold", "16m"), ("core.sharedrepository", "0600"),
        // "committed" would leave out the index of a pack.
        ("core.fsync", "all"), ("gc.auto", "0"), ("maintenance.auto", "false"),
        // Files that nobody reads here, and that a killed `git gc` would leave half-written.
        ("gc.writecommitgraph", "false"), ("repack.updateserverinfo", "false"), ("repack.writebitmaps", "false"),
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
        try configure()
        // Last: git takes a directory with a HEAD for a repository.
        if access("\(path)/HEAD", F_OK) != 0 {
            try write("ref: \(Self.head)\n", to: "HEAD")
        }
    }

    /// Its configuration decides what git runs, so it has to be our own.
    private func requireOwner() throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw GitError.fileSystem(path: path, errno: errno) }
        guard status.st_uid == geteuid() else { throw GitError.fileSystem(path: path, errno: EPERM) }
    }

    /// Writes the whole configuration when a setting is missing or another: not by `git config` or libgit2, whose lock
    /// file would outlive a process that is killed.
    private func configure() throws {
        let file = try Handle("read the sidecar's configuration", freeing: git_config_free) {
            git_config_open_ondisk($0, "\(path)/config")
        }
        if Self.settings.allSatisfy({ Self.value($0.0, in: file) == $0.1 }) { return }
        let lines = Self.settings.map { key, value in
            let parts = key.split(separator: ".")
            return "[\(parts[0])]\n\t\(parts[1]) = \(value)\n"
        }
        try write(lines.joined(), to: "config")
    }

    private func write(_ text: String, to name: String) throws {
        do { try DurableFile(path: "\(path)/\(name)").replace(with: Array(text.utf8)) } catch { throw GitError(error) }
    }

    /// The sidecar's own directories and those above it that are missing.
    private func makeDirectories() throws {
        let isMade = access("\(path)/HEAD", F_OK) == 0
        let names = isMade ? [] : ["/objects", "/objects/info", "/objects/pack", "/refs", "/refs/heads"]
        for name in [""] + names {
            do { try DurableFolder(path: path + name).make() } catch { throw GitError(error) }
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

    /// Removes temporary files, temporary refs and locks of processes that died.
    func sweep() {
        for folder in [Self.outgoingReferences, Self.incomingReferences] {
            for name in names(in: folder) { remove("\(path)/\(folder)/\(name)", olderThan: Self.leftoverSecondsMin) }
        }
        for name in names(in: Self.incomingDirectory) {
            let directory = "\(path)/\(Self.incomingDirectory)/\(name)"
            if Self.isOlder(directory, Self.leftoverSecondsMin) { try? FileManager.default.removeItem(atPath: directory) }
        }
        DurableFile.sweep(path)
        // Loose objects: only what a `git gc` has taken out of a pack.
        let loose = names(in: "objects").filter { $0.count == 2 }.map { "objects/\($0)" }
        for directory in ["objects", "objects/pack"] + loose {
            for name in names(in: directory) where Self.isTemporary(name) {
                remove("\(path)/\(directory)/\(name)", olderThan: Self.leftoverSecondsMin)
            }
        }
        for directory in [".", "objects/info", "objects/pack"] {
            for name in names(in: directory) where name.hasSuffix(".lock") || name == Self.newPackedReferences {
                remove("\(path)/\(directory)/\(name)", olderThan: Self.lockSecondsMax)
            }
        }
        // Git itself believes for half a day that a process of that number is still gathering.
        remove("\(path)/gc.pid", olderThan: Self.leftoverSecondsMin)
        guard let walk = FileManager.default.enumerator(atPath: "\(path)/refs") else { return }
        for case let name as String in walk where name.hasSuffix(".lock") {
            remove("\(path)/refs/\(name)", olderThan: Self.lockSecondsMax)
        }
    }

    private func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)")) ?? []
    }

    /// Git's, libgit2's, and the guard of a pack that was being placed.
    private static func isTemporary(_ name: String) -> Bool {
        name.hasSuffix(".keep")
            || ["tmp_pack_", "tmp_idx_", "tmp_rev_", "tmp_bitmap_", "tmp_obj_", ".tmp-", "pack_git2_", "streamed_git2_"]
                .contains { name.hasPrefix($0) }
    }

    /// One process at a time, and age and removal together: otherwise the second of two that saw the same old lock
    /// would remove the new one that the first has taken since. When somebody holds the guard, another time will do.
    private func remove(_ file: String, olderThan seconds: TimeInterval) {
        guard Self.isOlder(file, seconds), let guardian = try? SidecarGuard(path), guardian.take() else { return }
        if Self.isOlder(file, seconds) { unlink(file) }
    }

    /// Removes git's locks of one ref, and of the packed ones that deleting it changes. Under the guard.
    func reapLocks(of reference: String, olderThan seconds: TimeInterval) {
        for file in lockFiles(of: reference) where Self.isOlder(file, seconds) { unlink(file) }
    }

    /// Removes the locks of a process that died while it was changing a ref. Under the guard.
    ///
    /// It may have died before it had them, and a git command may have them now: that one needs milliseconds, so wait for
    /// them to be a second old.
    func reapLocks(abandonedOf reference: String) {
        let isHeld = { lockFiles(of: reference).contains { access($0, F_OK) == 0 && !Self.isOlder($0, Self.abandonedSecondsMax) } }
        for _ in 0..<50 where isHeld() { usleep(25_000) }
        reapLocks(of: reference, olderThan: Self.abandonedSecondsMax)
    }

    private func lockFiles(of reference: String) -> [String] {
        ["\(path)/\(reference).lock", "\(path)/packed-refs.lock", "\(path)/\(Self.newPackedReferences)"]
    }

    /// Written under the lock `packed-refs.lock`; git does not write over one that is there.
    private static let newPackedReferences = "packed-refs.new"

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
