/// Where in the state tree a walk stands: which entries may follow. Protocol: 2-facts, section 1.
enum TreeLevel {
    case root
    /// Components so far, the kind first.
    case inside([String])

    enum Entry {
        case format
        case subtree(TreeLevel)
        case shard(ShardPath)
    }

    /// What an entry is at this level, or why it is none.
    func read(_ entry: TreeEntry) throws(StructuralFailure) -> Entry {
        guard let name = String(validating: entry.name, as: UTF8.self) else { throw .badPath }
        switch self {
        case .root:
            if name == "format" {
                guard entry.mode == .file else { throw entry.mode == .tree ? .badPath : .badMode }
                return .format
            }
            guard RecordKind(name) != nil else { throw .badPath }
            guard entry.mode == .tree else { throw .badMode }
            return .subtree(.inside([name]))
        case .inside(let components):
            let path = components + [name]
            if let shard = ShardPath(path.joined(separator: "/")) {
                guard entry.mode == .file else { throw .badMode }
                return .shard(shard)
            }
            guard Self.canContinue(path) else { throw .badPath }
            guard entry.mode == .tree else { throw .badMode }
            return .subtree(.inside(path))
        }
    }

    /// Whether some shard's path begins so.
    private static func canContinue(_ path: [String]) -> Bool {
        guard path.count < 4 else { return false }
        let endings = [["0"], ["01", "0"]]
        return endings.contains { ShardPath((path + $0).joined(separator: "/")) != nil }
    }

    func path(_ name: [UInt8]) -> String {
        let name = String(decoding: name, as: UTF8.self)
        return switch self {
        case .root: name
        case .inside(let components): (components + [name]).joined(separator: "/")
        }
    }
}

enum StateFormat {
    /// The content of `format`.
    static let bytes = Array("sheaf 1\n".utf8)
    static let name = Array("format".utf8)
}

extension TreeEntry {
    /// Git orders trees as if their names ended in a slash.
    static func precedes(_ left: TreeEntry, _ right: TreeEntry) -> Bool {
        left.sortKey.lexicographicallyPrecedes(right.sortKey)
    }

    private var sortKey: [UInt8] { mode == .tree ? name + [UInt8(ascii: "/")] : name }
}
