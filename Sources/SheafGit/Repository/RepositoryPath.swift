import SheafCore

/// A path of a file inside a tree.
struct RepositoryPath {
    let text: String
    let folders: [[UInt8]]
    let last: [UInt8]

    /// - Throws: `GitError.refusedName` unless it is relative, without empty, "." or ".." parts, NUL and line ends.
    init(_ text: String) throws {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part != Array(".".utf8) && part != Array("..".utf8)
                && part.allSatisfy { $0 != 0 && $0 != UInt8(ascii: "\n") }
        }
        guard isPlain, let last = parts.last else {
            throw GitError.refusedName(text, reason: "not a path inside a repository")
        }
        self.text = text
        self.last = last
        folders = parts.dropLast()
    }
}

extension TreeEntry {
    var isTree: Bool { mode == .tree }

    /// A file that is not a symbolic link.
    var isRegularFile: Bool { [0o100644, 0o100755, 0o100664].contains(mode.rawValue) }
}

extension ObjectDatabase {
    /// The entry of a tree by name, or nil.
    func entry(_ name: [UInt8], of tree: ObjectID) throws -> TreeEntry? {
        try read(tree, as: .tree) { bytes in
            try TreeCursor.first(of: tree, in: bytes) { $0.name.elementsEqual(name) ? $0.entry : nil }
        }
    }

    /// All entries of a tree, as stored.
    ///
    /// - Throws: `GitError.malformedObject`, `GitError.missingObject`, `GitError.unexpectedType`.
    func entries(of tree: ObjectID) throws -> [TreeEntry] {
        try read(tree, as: .tree) { try TreeCursor.entries(of: tree, in: $0) }
    }
}
