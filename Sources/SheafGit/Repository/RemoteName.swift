import CGit2

/// The name of a remote that git accepts and that cannot be taken for an option or a path.
public struct RemoteName: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Throws: `GitError.refusedName`.
    public init(_ text: String) throws {
        Libgit2.start()
        var valid: Int32 = 0
        let code = git_reference_name_is_valid(&valid, "refs/remotes/\(text)/state")
        guard code == 0, valid == 1, !text.hasPrefix("-"), !text.hasPrefix("/"),
            text.utf8.allSatisfy({ $0 > 32 && $0 != 127 })
        else {
            throw GitError.refusedName(text, reason: "not a name that git allows for a remote")
        }
        self.text = text
    }

    /// Where the sidecar keeps what it last fetched from this remote.
    ///
    /// "/" is spelt %2f: the remotes `a` and `a/b` must not need a file and a directory of one name.
    public var trackingReference: String {
        let escaped = text.map { character in
            switch character {
            case "%": "%25"
            case "/": "%2f"
            default: String(character)
            }
        }
        return "refs/sheaf/remotes/" + escaped.joined()
    }

    public var description: String { text }
}
