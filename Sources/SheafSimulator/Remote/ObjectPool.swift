import SheafCore

/// Every git object of one world, by name. Who has which of them is a matter of each repository.
final class ObjectPool {
    enum Object {
        case blob([UInt8])
        case tree([TreeEntry])
        case commit(tree: ObjectID, parent: ObjectID?)
    }

    /// Every name that was met, by number: what a repository has is a set of numbers.
    private var numbers: [ObjectID: Int] = [:]
    private var ids: [ObjectID] = []
    /// By number; nil of an object that was only named so far.
    private var contents: [Object?] = []
    /// By number, the numbers of what the object names.
    private var named: [[Int]] = []
    /// Of blobs that somebody has looked into.
    private var hashes: [ObjectID: Set<LineHash>] = [:]

    /// Names come from SHA-256, cut to the length of git's: equal content has equal names, which is all that counts.
    func add(_ object: Object) -> ObjectID {
        let id = Self.name(of: object)
        let number = number(of: id)
        guard contents[number] == nil else { return id }
        contents[number] = object
        named[number] = children(of: object).map { self.number(of: $0) }
        return id
    }

    /// nil when nobody has made it.
    func object(_ id: ObjectID) -> Object? { numbers[id].flatMap { contents[$0] } }

    func object(number: Int) -> Object? { contents[number] }

    func number(of id: ObjectID) -> Int {
        if let known = numbers[id] { return known }
        numbers[id] = ids.count
        ids.append(id)
        contents.append(nil)
        named.append([])
        return ids.count - 1
    }

    func id(of number: Int) -> ObjectID { ids[number] }

    /// What the object names; a commit's parent included.
    func children(of number: Int) -> [Int] { named[number] }

    /// Everything that anybody has made.
    var everything: ObjectSet {
        contents.indices.reduce(into: ObjectSet()) { set, number in
            if contents[number] != nil { set.insert(number) }
        }
    }

    static func name(of object: Object) -> ObjectID {
        var bytes: [UInt8]
        switch object {
        case .blob(let content):
            bytes = [0]
            bytes += content
        case .tree(let entries):
            bytes = [1]
            for entry in entries {
                bytes += entry.name
                bytes.append(0)
                bytes.append(UInt8(truncatingIfNeeded: entry.mode.rawValue >> 9))
                bytes.append(UInt8(truncatingIfNeeded: entry.mode.rawValue))
                bytes += entry.id.bytes
            }
        case .commit(let tree, let parent):
            bytes = [2] + tree.bytes + (parent?.bytes ?? [])
        }
        guard let id = ObjectID(bytes: LineHash(of: bytes).bytes.prefix(20)) else {
            preconditionFailure("BUG: 20 bytes are an object id")
        }
        return id
    }

    func tree(of commit: ObjectID) -> ObjectID? {
        if case .commit(let tree, _) = object(commit) { tree } else { nil }
    }

    func parent(of commit: ObjectID) -> ObjectID? {
        if case .commit(_, let parent) = object(commit) { parent } else { nil }
    }

    /// A commit descends from itself.
    func isDescendant(_ commit: ObjectID, of ancestor: ObjectID) -> Bool {
        sequence(first: commit) { self.parent(of: $0) }.contains(ancestor)
    }

    /// Where a commit's history begins.
    func root(of commit: ObjectID) -> ObjectID {
        sequence(first: commit) { self.parent(of: $0) }.reduce(commit) { $1 }
    }

    func state(of id: ObjectID?) -> ReferenceState {
        guard let id else { return .absent }
        return tree(of: id).map { .commit(id, tree: $0) } ?? .garbage(id)
    }

    private func children(of object: Object) -> [ObjectID] {
        switch object {
        case .tree(let entries): entries.map(\.id)
        case .commit(let tree, let parent): [tree] + (parent.map { [$0] } ?? [])
        case .blob: []
        }
    }

    /// Hashes of the lines of the shard at a path of a tree; nil when there is none.
    func hashes(_ path: ShardPath, in tree: ObjectID) -> Set<LineHash>? {
        var id = tree
        for part in path.description.utf8.split(separator: UInt8(ascii: "/")) {
            guard case .tree(let entries) = object(id), let entry = entries.first(where: { $0.name.elementsEqual(part) })
            else { return nil }
            id = entry.id
        }
        if case .blob(let bytes) = object(id) { return hashes(of: id, bytes) }
        return nil
    }

    /// Every line of a tree, with the path of its shard.
    func forEachLine(of tree: ObjectID, _ body: (ShardPath, LineHash) -> Void) { visit(tree, "", body) }

    private func visit(_ id: ObjectID, _ path: String, _ body: (ShardPath, LineHash) -> Void) {
        switch object(id) {
        case .tree(let entries):
            for entry in entries {
                let name = String(decoding: entry.name, as: UTF8.self)
                visit(entry.id, path.isEmpty ? name : "\(path)/\(name)", body)
            }
        case .blob(let bytes):
            guard let path = ShardPath(path) else { return }
            for hash in hashes(of: id, bytes) { body(path, hash) }
        case .commit, nil: break
        }
    }

    private func hashes(of id: ObjectID, _ blob: [UInt8]) -> Set<LineHash> {
        if let known = hashes[id] { return known }
        let new = Set(blob.split(separator: UInt8(ascii: "\n")).map { LineHash(of: $0) })
        hashes[id] = new
        return new
    }
}

/// An object was asked for that the repository does not have: a push or a ref without its objects.
struct MissingObject: Error {
    let id: ObjectID
}
