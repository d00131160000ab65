import SheafCore

/// A tree as a hostile writer sees it: paths and bytes, no rules.
struct Forest {
    var blobs: [String: [UInt8]] = [:]
    private let pool: ObjectPool
    private(set) var written: [ObjectID] = []

    init(_ tree: ObjectID, _ pool: ObjectPool) {
        self.pool = pool
        read(tree, "")
    }

    private mutating func read(_ id: ObjectID, _ path: String) {
        switch pool.object(id) {
        case .tree(let entries):
            for entry in entries {
                let name = String(decoding: entry.name, as: UTF8.self)
                read(entry.id, path.isEmpty ? name : "\(path)/\(name)")
            }
        case .blob(let bytes): blobs[path] = bytes
        case .commit, nil: break
        }
    }

    /// Ascending, so that the same seed picks the same.
    var shardPaths: [String] { blobs.keys.filter { $0 != "format" }.sorted() }

    func lines(at path: String) -> [[UInt8]] {
        (blobs[path] ?? []).split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    mutating func remove(_ path: String) { blobs[path] = nil }

    mutating func write() -> ObjectID { write(blobs.map { ($0.key.split(separator: "/").map(String.init)[...], $0.value) }) }

    private mutating func write(_ leaves: [(ArraySlice<String>, [UInt8])]) -> ObjectID {
        var entries: [TreeEntry] = []
        for (name, group) in Dictionary(grouping: leaves, by: { $0.0.first ?? "" }) {
            let inside = group.filter { $0.0.count > 1 }.map { ($0.0.dropFirst(), $0.1) }
            if let file = group.first(where: { $0.0.count == 1 }) {
                entries.append(TreeEntry(name: Array(name.utf8), mode: .file, id: add(.blob(file.1))))
            } else {
                entries.append(TreeEntry(name: Array(name.utf8), mode: .tree, id: write(inside)))
            }
        }
        return add(.tree(entries.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }))
    }

    private mutating func add(_ object: ObjectPool.Object) -> ObjectID {
        let id = pool.add(object)
        written.append(id)
        return id
    }
}

extension TreeEntry {
    /// Git orders trees as if their names ended in a slash.
    fileprivate var sortKey: [UInt8] { mode == .tree ? name + [UInt8(ascii: "/")] : name }
}
