import SheafCore

/// Every git object of one world, by name. Who has which of them is a matter of each repository.
final class ObjectPool {
    enum Object {
        case blob([UInt8])
        case tree([TreeEntry])
        case commit(tree: ObjectID, parent: ObjectID?)
    }

    private(set) var objects: [ObjectID: Object] = [:]

    /// Names come from SHA-256, cut to the length of git's: equal content has equal names, which is all that counts.
    func add(_ object: Object) -> ObjectID {
        let id = Self.name(of: object)
        if objects[id] == nil { objects[id] = object }
        return id
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
        if case .commit(let tree, _) = objects[commit] { tree } else { nil }
    }

    func parent(of commit: ObjectID) -> ObjectID? {
        if case .commit(_, let parent) = objects[commit] { parent } else { nil }
    }

    func state(of id: ObjectID?) -> ReferenceState {
        guard let id else { return .absent }
        return tree(of: id).map { .commit(id, tree: $0) } ?? .garbage(id)
    }

    /// What the object names; a commit's parent included.
    func children(of id: ObjectID) -> [ObjectID] {
        switch objects[id] {
        case .tree(let entries): entries.map(\.id)
        case .commit(let tree, let parent): [tree] + (parent.map { [$0] } ?? [])
        case .blob, nil: []
        }
    }

    /// The shard at a path of a tree; nil when there is none.
    func shard(_ path: ShardPath, in tree: ObjectID) -> [UInt8]? {
        var id = tree
        for part in path.description.utf8.split(separator: UInt8(ascii: "/")) {
            guard case .tree(let entries) = objects[id], let entry = entries.first(where: { $0.name.elementsEqual(part) })
            else { return nil }
            id = entry.id
        }
        if case .blob(let bytes) = objects[id] { return bytes }
        return nil
    }

    /// Every line of a tree, with the path of its shard.
    func lines(of tree: ObjectID) -> [(path: String, line: [UInt8])] {
        var lines: [(path: String, line: [UInt8])] = []
        collect(tree, "", &lines)
        return lines
    }

    private func collect(_ id: ObjectID, _ path: String, _ lines: inout [(path: String, line: [UInt8])]) {
        switch objects[id] {
        case .tree(let entries):
            for entry in entries {
                let name = String(decoding: entry.name, as: UTF8.self)
                collect(entry.id, path.isEmpty ? name : "\(path)/\(name)", &lines)
            }
        case .blob(let bytes):
            for line in bytes.split(separator: UInt8(ascii: "\n")) { lines.append((path, Array(line))) }
        case .commit, nil: break
        }
    }
}

/// An object was asked for that the repository does not have: a push or a ref without its objects.
struct MissingObject: Error {
    let id: ObjectID
}
