import CGit2
import Foundation

extension Configuration {
    /// - Parameter files: a `git_config` of all levels.
    init(reading files: borrowing Handle) throws {
        var found = try Self.read(files)
        if let path = Libgit2.replacedUserConfiguration, access(path, R_OK) == 0 {
            let replacement = try Handle("read \(path)", freeing: git_config_free) { git_config_open_ondisk($0, path) }
            found += try Self.read(replacement).map { (GIT_CONFIG_LEVEL_GLOBAL.rawValue, $0.1.notLocal) }
        }
        // The iterator's order of levels is not documented; within one level it is that of the files.
        entries = found.enumerated()
            .sorted { ($0.element.level, $0.offset) < ($1.element.level, $1.offset) }
            .map(\.element.entry)
    }

    /// The value of one variable, as `value(_:)` of the whole would say, without reading all the others.
    static func value(_ key: String, reading files: borrowing Handle) throws -> String? {
        guard Libgit2.replacedUserConfiguration == nil else { return try Configuration(reading: files).value(key) }
        var entry: UnsafeMutablePointer<git_config_entry>?
        let code = git_config_get_entry(&entry, files.pointer, key)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try Libgit2.check(code, "read \(key) of the configuration")
        defer { git_config_entry_free(entry) }
        return entry?.pointee.value.map { String(cString: $0) } ?? "true"
    }

    private static func read(_ files: borrowing Handle) throws -> [(level: Int32, entry: Entry)] {
        let pointer = files.pointer
        let iterator = try Handle("list the configuration", freeing: free) { git_config_iterator_new($0, pointer) }
        var found: [(level: Int32, entry: Entry)] = []
        while true {
            var entry: UnsafeMutablePointer<git_config_entry>?
            let code = git_config_next(&entry, iterator.pointer)
            if code == GIT_ITEROVER.rawValue { return found }
            try Libgit2.check(code, "list the configuration")
            guard let content = entry?.pointee, let name = content.name else { continue }
            let level = content.level.rawValue
            let value = content.value.map { String(cString: $0) }
            let isLocal = level >= GIT_CONFIG_LEVEL_LOCAL.rawValue
            found.append((level, Entry(key: String(cString: name), value: value, isLocal: isLocal)))
        }
    }

    private static let free: Handle.Free = { git_config_iterator_free($0) }
}

extension Configuration.Entry {
    fileprivate var notLocal: Self { Self(key: key, value: value, isLocal: false) }
}
