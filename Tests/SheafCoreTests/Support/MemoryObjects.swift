import Crypto

@testable import SheafCore

/// Git objects in memory, named as git names them, with a count of what was read.
struct MemoryObjects: StateObjects {
    private(set) var blobs: [ObjectID: [UInt8]] = [:]
    private(set) var trees: [ObjectID: [TreeEntry]] = [:]
    /// What a header says of a blob that is larger than a test can afford.
    var statedByteCounts: [ObjectID: Int] = [:]
    /// What a tree holds that would be too large to write.
    var statedEntries: [ObjectID: [TreeEntry]] = [:]
    let reads = Reads()
    private let isSHA256: Bool

    /// - Parameter isSHA256: names have 32 bytes instead of 20.
    init(isSHA256: Bool = false) {
        self.isSHA256 = isSHA256
    }

    /// Shared by copies of the objects, so that it counts what a join read.
    final class Reads {
        var trees: [ObjectID] = []
        var blobs: [ObjectID] = []
        var headers: [ObjectID] = []

        func forget() { (trees, blobs, headers) = ([], [], []) }
    }

    struct Missing: Error {
        let object: ObjectID
    }

    func entries(of tree: ObjectID) throws -> [TreeEntry] {
        reads.trees.append(tree)
        guard let entries = statedEntries[tree] ?? trees[tree] else { throw Missing(object: tree) }
        return entries
    }

    func byteCount(ofBlob id: ObjectID) throws -> Int {
        reads.headers.append(id)
        guard let blob = blobs[id] else { throw Missing(object: id) }
        return statedByteCounts[id] ?? blob.count
    }

    func blob(_ id: ObjectID) throws -> [UInt8] {
        reads.blobs.append(id)
        guard let blob = blobs[id] else { throw Missing(object: id) }
        return blob
    }

    mutating func writeBlob(_ bytes: [UInt8]) -> ObjectID {
        let id = name("blob", bytes)
        blobs[id] = bytes
        return id
    }

    mutating func writeTree(_ entries: [TreeEntry]) -> ObjectID {
        var content: [UInt8] = []
        for entry in entries {
            content += "\(String(entry.mode.rawValue, radix: 8)) ".utf8
            content += entry.name
            content.append(0)
            content += entry.id.bytes
        }
        let id = name("tree", content)
        trees[id] = entries
        return id
    }

    private func name(_ kind: String, _ content: [UInt8]) -> ObjectID {
        let object = Array("\(kind) \(content.count)\u{0}".utf8) + content
        let digest = isSHA256 ? Array(SHA256.hash(data: object)) : Array(Insecure.SHA1.hash(data: object))
        guard let id = ObjectID(bytes: digest) else { preconditionFailure("BUG: a digest has 20 or 32 bytes") }
        return id
    }
}

extension MemoryObjects {
    /// What stands at one path of a tree that a test builds.
    struct Leaf {
        var mode = TreeEntry.Mode.file
        var bytes: [UInt8]
    }

    /// Writes a tree of any paths, valid or not, in git's order.
    mutating func write(_ leaves: [String: Leaf]) -> ObjectID {
        var entries: [TreeEntry] = []
        var folders: [String: [String: Leaf]] = [:]
        for (path, leaf) in leaves {
            guard let slash = path.firstIndex(of: "/") else {
                entries.append(TreeEntry(name: Array(path.utf8), mode: leaf.mode, id: writeBlob(leaf.bytes)))
                continue
            }
            folders[String(path[..<slash]), default: [:]][String(path[path.index(after: slash)...])] = leaf
        }
        for (name, inside) in folders {
            entries.append(TreeEntry(name: Array(name.utf8), mode: .tree, id: write(inside)))
        }
        return writeTree(entries.sorted(by: TreeEntry.precedes))
    }

    /// All files of a tree by path.
    func leaves(of tree: ObjectID, under prefix: String = "") throws -> [String: Leaf] {
        try entries(of: tree).reduce(into: [:]) { leaves, entry in
            let path = prefix + String(decoding: entry.name, as: UTF8.self)
            if entry.mode == .tree {
                leaves.merge(try self.leaves(of: entry.id, under: path + "/")) { $1 }
            } else {
                leaves[path] = Leaf(mode: entry.mode, bytes: try blob(entry.id))
            }
        }
    }
}
