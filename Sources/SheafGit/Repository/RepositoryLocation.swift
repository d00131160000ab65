import CGit2
import Foundation

/// Where a repository's parts lie, and of which make it is. All paths are absolute, without a trailing slash.
public struct RepositoryLocation: Hashable, Sendable {
    public enum ObjectFormat: Hashable, Sendable {
        case sha1, sha256
        case other(String)
    }

    public enum ReferenceStorage: Hashable, Sendable {
        case files, reftable
        case other(String)
    }

    /// The git directory of this work tree alone: it holds `HEAD`, and a linked work tree has its own.
    public let gitDirectory: String
    /// The git directory that all work trees share; Sheaf lives in `sheaf/` below it.
    public let commonDirectory: String
    /// nil in a bare repository.
    public let workTree: String?
    public let objectFormat: ObjectFormat
    public let referenceStorage: ReferenceStorage
    /// Whether history is cut off (`git clone --depth`).
    public let isShallow: Bool

    /// Finds the repository that a directory belongs to, without opening it, so that it also works for repositories
    /// no library reads.
    ///
    /// - Throws: `GitError.notARepository`, `GitError.library` for an unreadable configuration.
    public static func find(from directory: String) throws -> RepositoryLocation {
        let start = try realPath(directory)
        let gitDirectory = try discover(start)
        let commonDirectory = try common(of: gitDirectory)
        let settings = try Settings(gitDirectory: gitDirectory, commonDirectory: commonDirectory)
        return RepositoryLocation(
            gitDirectory: gitDirectory, commonDirectory: commonDirectory,
            workTree: workTree(from: start, gitDirectory, isLinked: gitDirectory != commonDirectory, settings),
            objectFormat: settings.objectFormat, referenceStorage: settings.referenceStorage,
            isShallow: isFilled("\(commonDirectory)/shallow"))
    }

    private static func discover(_ start: String) throws -> String {
        Libgit2.start()
        var found = git_buf()
        defer { git_buf_dispose(&found) }
        let ceilings = ProcessInfo.processInfo.environment["GIT_CEILING_DIRECTORIES"]
        guard git_repository_discover(&found, start, 0, ceilings) == 0, let path = found.ptr else {
            throw GitError.notARepository(path: start)
        }
        return try realPath(String(cString: path))
    }

    private static func common(of gitDirectory: String) throws -> String {
        guard let text = line("\(gitDirectory)/commondir") else { return gitDirectory }
        return try realPath(text.hasPrefix("/") ? text : "\(gitDirectory)/\(text)")
    }

    private static func workTree(
        from start: String, _ gitDirectory: String, isLinked: Bool, _ settings: Settings
    ) -> String? {
        if isLinked, let link = line("\(gitDirectory)/gitdir") {
            let path = link.hasPrefix("/") ? link : "\(gitDirectory)/\(link)"
            return try? realPath(parent(of: path))
        }
        if let configured = settings.workTree {
            return try? realPath(configured.hasPrefix("/") ? configured : "\(gitDirectory)/\(configured)")
        }
        if settings.isBare == true { return nil }
        // `git init --separate-git-dir` records the work tree nowhere but in the `.git` file that led here.
        var ancestor = start
        while ancestor != "/" {
            if !ancestor.hasPrefix(gitDirectory), access("\(ancestor)/.git", F_OK) == 0 { return ancestor }
            ancestor = parent(of: ancestor)
        }
        return gitDirectory.hasSuffix("/.git") ? parent(of: gitDirectory) : nil
    }

    /// Of an absolute path; "/" is its own.
    private static func parent(of path: String) -> String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    /// The first line of a small file, or nil.
    private static func line(_ path: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return text.split(whereSeparator: \.isNewline).first.map(String.init)
    }

    private static func isFilled(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size > 0
    }

    private static func realPath(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else { throw GitError.fileSystem(path: path, errno: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// The settings that decide how a repository is laid out; only its own files count for them.
private struct Settings {
    let isBare: Bool?
    let workTree: String?
    let objectFormat: RepositoryLocation.ObjectFormat
    let referenceStorage: RepositoryLocation.ReferenceStorage

    init(gitDirectory: String, commonDirectory: String) throws {
        let files = try Handle("read the repository's configuration", freeing: git_config_free) { git_config_new($0) }
        try Self.add("\(commonDirectory)/config", to: files, GIT_CONFIG_LEVEL_LOCAL)
        if Self.bool("extensions.worktreeconfig", in: files) == true {
            try Self.add("\(gitDirectory)/config.worktree", to: files, GIT_CONFIG_LEVEL_APP)
        }
        isBare = Self.bool("core.bare", in: files)
        workTree = Self.string("core.worktree", in: files)
        objectFormat = Self.objectFormat(Self.string("extensions.objectformat", in: files))
        referenceStorage = Self.referenceStorage(Self.string("extensions.refstorage", in: files))
    }

    private static func objectFormat(_ name: String?) -> RepositoryLocation.ObjectFormat {
        switch name {
        case nil, "sha1": .sha1
        case "sha256": .sha256
        case let name?: .other(name)
        }
    }

    private static func referenceStorage(_ name: String?) -> RepositoryLocation.ReferenceStorage {
        switch name {
        case nil, "files": .files
        case "reftable": .reftable
        case let name?: .other(name)
        }
    }

    private static func add(_ path: String, to files: borrowing Handle, _ level: git_config_level_t) throws {
        guard access(path, F_OK) == 0 else { return }
        try Libgit2.check(git_config_add_file_ondisk(files.pointer, path, level, nil, 0), "read \(path)")
    }

    private static func bool(_ key: String, in files: borrowing Handle) -> Bool? {
        var value: Int32 = 0
        return git_config_get_bool(&value, files.pointer, key) == 0 ? value != 0 : nil
    }

    private static func string(_ key: String, in files: borrowing Handle) -> String? {
        var value = git_buf()
        defer { git_buf_dispose(&value) }
        guard git_config_get_string_buf(&value, files.pointer, key) == 0, let text = value.ptr else { return nil }
        return String(cString: text)
    }
}
