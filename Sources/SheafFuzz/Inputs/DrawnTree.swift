@testable import SheafCore

/// Git objects in memory, named by what they hold.
struct DrawnObjects: StateObjects {
    private(set) var blobs: [ObjectID: [UInt8]] = [:]
    private(set) var trees: [ObjectID: [TreeEntry]] = [:]

    struct Missing: Error {}

    func entries(of tree: ObjectID) throws -> [TreeEntry] {
        guard let entries = trees[tree] else { throw Missing() }
        return entries
    }

    func byteCount(ofBlob id: ObjectID) throws -> Int { try blob(id).count }

    func blob(_ id: ObjectID) throws -> [UInt8] {
        guard let blob = blobs[id] else { throw Missing() }
        return blob
    }

    mutating func writeBlob(_ bytes: [UInt8]) -> ObjectID {
        let id = Self.name([0] + bytes)
        blobs[id] = bytes
        return id
    }

    mutating func writeTree(_ entries: [TreeEntry]) -> ObjectID {
        let id = Self.name(entries.reduce(into: [1]) { $0 += Array("\($1.mode.rawValue) ".utf8) + $1.name + [0] + $1.id.bytes })
        trees[id] = entries
        return id
    }

    private static func name(_ content: [UInt8]) -> ObjectID {
        guard let id = ObjectID(bytes: LineHash(of: content).bytes.prefix(20)) else { preconditionFailure("BUG: 20 bytes are an object id") }
        return id
    }
}

/// A tree as a stranger may push it: any names and modes, any depth, entries unsorted and repeated, objects missing or
/// of another type than the mode says.
extension DrawnObjects {
    private static let names = [
        "format", "sessions", "2026-11", "21", "a", "claims", "replicas", "zoo", "work", "2026-13", "00", "31", "1", "A", "..",
        "x y", ".git", "2100-01", "\u{e9}", "sessions ", "",
    ]
    private static let path = ["sessions", "2026-11", "21", "a"]
    private static let modes: [UInt32] = [0o100644, 0o40000, 0o100755, 0o120000, 0o160000, 0, 0o40755]

    mutating func drawTree(_ draw: inout Draw, depth: Int = 0) -> ObjectID {
        var entries: [TreeEntry] = []
        for _ in 0..<(1 + draw.below(4)) {
            let isOnPath = !draw.rarely(3) && depth < Self.path.count
            let name = isOnPath ? Array(Self.path[depth].utf8) : draw.rarely(8) ? draw.bytes(draw.below(24)) : Array(draw.pick(Self.names).utf8)
            let isFolder = isOnPath ? depth < 3 : draw.rarely(2) && depth < 5
            let id = draw.rarely(32) ? drawMissing() : isFolder ? drawTree(&draw, depth: depth + 1) : drawBlob(&draw)
            let mode = draw.rarely(8) ? draw.pick(Self.modes) : isFolder ? 0o40000 : 0o100644
            entries.append(TreeEntry(name: name, mode: TreeEntry.Mode(rawValue: mode), id: id))
        }
        return writeTree(draw.rarely(4) ? entries : entries.sorted(by: TreeEntry.precedes))
    }

    private mutating func drawBlob(_ draw: inout Draw) -> ObjectID {
        writeBlob(draw.rarely(8) ? Array("sheaf 1\n".utf8) : DrawnBlob.next(&draw))
    }

    private func drawMissing() -> ObjectID { Self.name([2]) }

    /// Every blob of a tree by path. A hostile tree may repeat a path: the first entry counts, as in the join.
    func leaves(of tree: ObjectID, under prefix: String = "", depth: Int = 0) throws -> [String: [UInt8]] {
        var seen: Set<[UInt8]> = []
        return try entries(of: tree).reduce(into: [:]) { leaves, entry in
            guard seen.insert(entry.name).inserted, let name = String(validating: entry.name, as: UTF8.self) else { return }
            let path = prefix + name
            if entry.mode == .tree, depth < 5 {
                leaves.merge((try? self.leaves(of: entry.id, under: path + "/", depth: depth + 1)) ?? [:]) { first, _ in first }
            } else if entry.mode == .file, let blob = try? blob(entry.id) {
                leaves[path] = blob
            }
        }
    }
}
