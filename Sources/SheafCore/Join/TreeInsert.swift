/// Puts lines into a state tree: the projection of pending facts into git. Protocol: 5-sync, section 2.
public struct TreeInsert<Objects: StateObjects> {
    public private(set) var objects: Objects
    /// Lines whose shard is full; they wait in the outbox.
    public private(set) var deferred: [ArrivedLine] = []

    public init(_ objects: Objects) {
        self.objects = objects
    }

    /// - Parameter tree: nil for a state that holds nothing yet.
    /// - Returns: the tree with the lines; the same tree when it has them all; nil when there is none and no line.
    public mutating func insert(_ lines: some Sequence<ArrivedLine>, into tree: ObjectID?) throws -> ObjectID? {
        var root = Node()
        for (path, lines) in Dictionary(grouping: lines, by: \.path) {
            root.add(lines, at: path.description.split(separator: "/").map { Array($0.utf8) }[...])
        }
        guard !root.children.isEmpty else { return tree }
        return try write(root, over: tree, isRoot: true)
    }

    private mutating func write(_ node: Node, over tree: ObjectID?, isRoot: Bool) throws -> ObjectID? {
        let existing = try tree.map { try objects.entries(of: $0) } ?? []
        var entries: [[UInt8]: TreeEntry] = [:]
        for entry in existing { entries[entry.name] = entry }
        for (name, child) in node.children.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let old = entries[name]?.id
            let isShard = !child.lines.isEmpty
            let id = isShard ? try write(child.lines, over: old) : try write(child, over: old, isRoot: false)
            entries[name] = id.map { TreeEntry(name: name, mode: isShard ? .file : .tree, id: $0) }
        }
        if isRoot, !entries.isEmpty {
            let format = try objects.writeBlob(StateFormat.bytes)
            entries[StateFormat.name] = TreeEntry(name: StateFormat.name, mode: .file, id: format)
        }
        let sorted = entries.values.sorted(by: TreeEntry.precedes)
        guard !sorted.isEmpty else { return nil }
        return sorted == existing ? tree : try objects.writeTree(sorted)
    }

    private mutating func write(_ lines: [ArrivedLine], over blob: ObjectID?) throws -> ObjectID? {
        let oldByteCount = try blob.map { try objects.byteCount(ofBlob: $0) } ?? 0
        let accepted = lines.filter { $0.fits(in: oldByteCount + lines.reduce(0) { $0 + $1.line.bytes.count + 1 }) }
        if accepted.count < lines.count {
            let isAccepted = Set(accepted)
            deferred += lines.filter { !isAccepted.contains($0) }
        }
        guard !accepted.isEmpty else { return blob }
        let old = try blob.map { try objects.blob($0) } ?? []
        var shard = Shard(trusted: old)
        shard.insert(accepted.map(\.line))
        let bytes = shard.bytes
        return bytes == old ? blob : try objects.writeBlob(bytes)
    }
}

extension ArrivedLine {
    /// Whether a shard of this size may take the line: people's facts up to the hard limit, automatic ones less.
    fileprivate func fits(in byteCount: Int) -> Bool {
        guard byteCount > ShardLimit.automaticByteCountMax else { return true }
        guard byteCount <= ShardLimit.byteCountMax else { return false }
        return (try? Fact(line, in: path.kind))?.isHuman ?? false
    }
}

/// A folder of the tree to be written: subfolders, or at a leaf the lines of a shard.
private struct Node {
    var children: [[UInt8]: Node] = [:]
    var lines: [ArrivedLine] = []

    mutating func add(_ lines: [ArrivedLine], at path: ArraySlice<[UInt8]>) {
        guard let name = path.first else {
            self.lines += lines
            return
        }
        children[name, default: Node()].add(lines, at: path.dropFirst())
    }
}
