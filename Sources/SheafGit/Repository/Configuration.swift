/// Git's configuration as one repository sees it, read once.
public struct Configuration: Sendable {
    public struct Entry: Hashable, Sendable {
        /// Section and variable in lower case, subsection as written: `remote.Origin.url`.
        public let key: String
        /// nil for a variable without "=", which means true.
        public let value: String?
        /// Whether it comes from the repository's own files and so from whoever made the repository.
        public let isLocal: Bool
    }

    /// Later ones outrank earlier ones.
    public let entries: [Entry]

    /// The value in force, or nil.
    ///
    /// - Parameter key: spelt as in `Entry.key`.
    public func value(_ key: String) -> String? { entries.last { $0.key == key }.map { $0.value ?? "true" } }

    /// All values of a variable that may be given more than once, in order.
    public func values(_ key: String) -> [String] {
        entries.lazy.filter { $0.key == key }.map { $0.value ?? "true" }
    }

    /// The subsections of a section, in order of first mention: `subsections("remote")` are the remotes' names.
    public func subsections(_ section: String) -> [String] {
        var seen: Set<String> = []
        return entries.compactMap { Self.subsection($0.key, of: section) }.filter { seen.insert($0).inserted }
    }

    static func subsection(_ key: String, of section: String) -> String? {
        guard key.hasPrefix(section + "."), let last = key.lastIndex(of: ".") else { return nil }
        let start = key.index(key.startIndex, offsetBy: section.count + 1)
        return start < last ? String(key[start..<last]) : nil
    }
}
