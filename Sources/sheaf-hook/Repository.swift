#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The git directories that a hook or a prompt stands in, found without git: starting it would cost more than all the rest.
struct Repository {
    private static let parentsMax = 256

    /// Of this work tree alone. Absolute, without links, as is the other.
    let gitDirectory: String
    /// What all work trees share.
    let commonDirectory: String

    /// As git would find it from here: by `GIT_DIR`, else in the working directory and above.
    static func here() -> Repository? {
        guard let found = variable("GIT_DIR") ?? search(), let directory = Path.real(found), holdsHead(directory) else { return nil }
        let shared = variable("GIT_COMMON_DIR") ?? Path.line("\(directory)/commondir").map { Path.joined(directory, $0) }
        guard let shared else { return Repository(gitDirectory: directory, commonDirectory: directory) }
        return Path.real(shared).map { Repository(gitDirectory: directory, commonDirectory: $0) }
    }

    /// `enable` made a folder there, and `disable` did not put its mark into it.
    var isEnabled: Bool {
        Path.isFolder("\(commonDirectory)/sheaf") && access("\(commonDirectory)/sheaf/disabled", F_OK) != 0
    }

    private static func search() -> String? {
        guard let start = getcwd(nil, 0) else { return nil }
        defer { free(start) }
        guard var folder = String(validatingCString: start) else { return nil }
        for _ in 0..<parentsMax {
            if let found = gitDirectory(in: folder) { return found }
            guard let end = folder.utf8.lastIndex(of: UInt8(ascii: "/")), folder.utf8.count > 1 else { return nil }
            folder = end == folder.startIndex ? "/" : String(folder[..<end])
        }
        return nil
    }

    private static func gitDirectory(in folder: String) -> String? {
        let entry = "\(folder)/.git"
        if let status = Path.status(entry) {
            if status.st_mode & S_IFMT != S_IFREG { return holdsHead(entry) ? entry : nil }
            let mark = "gitdir: "
            guard let line = Path.line(entry), line.hasPrefix(mark) else { return nil }
            return Path.joined(folder, String(line.dropFirst(mark.count)))
        }
        // A bare repository, or the inside of any.
        return Path.isFolder("\(folder)/objects") && Path.isFolder("\(folder)/refs") && holdsHead(folder) ? folder : nil
    }

    private static func holdsHead(_ directory: String) -> Bool { Path.status("\(directory)/HEAD") != nil }
}
