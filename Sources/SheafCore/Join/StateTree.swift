/// Where in the state tree a walk stands: which entries may follow. Protocol: 2-facts, section 1.
enum TreeLevel {
    case root
    /// The path so far, without a slash at its end.
    case inside([UInt8])

    enum Entry {
        case format
        case subtree(TreeLevel)
        case shard(ShardPath)
    }

    /// What an entry is at this level, or why it is none.
    func read(_ entry: TreeEntry) throws(StructuralFailure) -> Entry {
        switch self {
        case .root:
            if entry.name == StateFormat.name {
                guard entry.mode == .file else { throw entry.mode == .tree ? .badPath : .badMode }
                return .format
            }
            guard RecordKind(bytes: entry.name) != nil else { throw .badPath }
            guard entry.mode == .tree else { throw .badMode }
            return .subtree(.inside(entry.name))
        case .inside(let start):
            let path = start + [.slash] + entry.name
            if let shard = ShardPath(bytes: path) {
                guard entry.mode == .file else { throw .badMode }
                return .shard(shard)
            }
            guard Self.canContinue(path) else { throw .badPath }
            guard entry.mode == .tree else { throw .badMode }
            return .subtree(.inside(path))
        }
    }

    /// Whether some shard's path begins so.
    private static func canContinue(_ path: [UInt8]) -> Bool {
        let endings = ["/0", "/01/0"]
        return endings.contains { ShardPath(bytes: path + Array($0.utf8)) != nil }
    }

    /// The month that all below belongs to; nil where there is none, or not yet.
    var month: CivilMonth? {
        guard case .inside(let path) = self, let end = path.firstIndex(of: .slash) else { return nil }
        return CivilMonth(String(decoding: path[(end + 1)...].prefix { $0 != .slash }, as: UTF8.self))
    }

    func path(_ name: [UInt8]) -> String {
        switch self {
        case .root: String(decoding: name, as: UTF8.self)
        case .inside(let start): String(decoding: start + [.slash] + name, as: UTF8.self)
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
        let common = min(left.name.count, right.name.count)
        for index in 0..<common where left.name[index] != right.name[index] { return left.name[index] < right.name[index] }
        return (left.sortByte(at: common) ?? 0, left.name.count) < (right.sortByte(at: common) ?? 0, right.name.count)
    }

    /// What stands at a position of the name as git orders it; nil behind its end.
    private func sortByte(at index: Int) -> UInt8? {
        if index < name.count { return name[index] }
        return index == name.count && mode == .tree ? .slash : nil
    }
}
