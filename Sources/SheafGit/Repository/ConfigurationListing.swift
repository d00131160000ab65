extension Configuration {
    /// - Parameter listing: of `git config --list -z --show-scope`: scope, NUL, key, line end, value, NUL.
    init(parsing listing: [UInt8]) {
        let parts = listing.split(separator: 0, omittingEmptySubsequences: false)
        entries = stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
            let scope = String(decoding: parts[index], as: UTF8.self)
            // What our own command line set.
            guard scope != "command" else { return nil }
            let pair = parts[index + 1].split(
                separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
            return Entry(
                key: String(decoding: pair[0], as: UTF8.self),
                value: pair.count == 2 ? String(decoding: pair[1], as: UTF8.self) : nil,
                isLocal: scope == "local" || scope == "worktree")
        }
    }
}
