import CGit2
import SheafCore

/// Objects of one exchange, collected in memory and written as one pack. It reads what the sidecar has and what it has
/// collected itself.
///
/// Not Sendable: made, filled and finished by one task. Dropped without `finish()`, it leaves nothing behind.
public final class ObjectBatch: StateObjects {
    /// Nothing about the work or the person may leak through a commit (Protocol, 5-sync, section 1).
    private static let identity = "Sheaf <sheaf@localhost>"
    private static let message = "State of Sheaf\n"

    private let sidecar: String
    /// What the sidecar has; a handle of its own, which waits for nobody.
    private let objects: ObjectDatabase
    private var fresh: [ObjectID: FreshObject] = [:]

    private struct FreshObject {
        let type: ObjectType
        let bytes: [UInt8]
    }

    init(sidecar: String) throws {
        self.sidecar = sidecar
        objects = try ObjectDatabase(of: Sidecar.handle(at: sidecar))
    }

    /// Objects so far that the sidecar did not have.
    public var freshCount: Int { fresh.count }

    // MARK: Reading

    public func entries(of tree: ObjectID) throws -> [TreeEntry] {
        guard let made = fresh[tree] else { return try objects.entries(of: tree) }
        try require(.tree, made.type, tree)
        return try made.bytes.withUnsafeBytes { try TreeCursor.entries(of: tree, in: $0) }
    }

    /// - Throws: `GitError.unexpectedType` when it is no blob.
    public func byteCount(ofBlob id: ObjectID) throws -> Int {
        let (type, bytes) = try fresh[id].map { ($0.type, $0.bytes.count) } ?? objects.header(of: id)
        try require(.blob, type, id)
        return bytes
    }

    /// Ask for the size first: a remote may have stored anything.
    public func blob(_ id: ObjectID) throws -> [UInt8] {
        guard let made = fresh[id] else { return try objects.read(id, as: .blob) { Array($0) } }
        try require(.blob, made.type, id)
        return made.bytes
    }

    private func require(_ expected: ObjectType, _ found: ObjectType, _ id: ObjectID) throws {
        guard found == expected else { throw GitError.unexpectedType(id, found: found, expected: expected) }
    }

    // MARK: Writing

    public func writeBlob(_ bytes: [UInt8]) throws -> ObjectID { try write(bytes, .blob) }

    /// - Parameter entries: in any order; names distinct, not empty, without "/" and NUL; none is the empty tree.
    public func writeTree(_ entries: [TreeEntry]) throws -> ObjectID {
        let keyed = entries.map { ($0.isTree ? $0.name + [UInt8(ascii: "/")] : $0.name, $0) }
        var bytes: [UInt8] = []
        for (_, entry) in keyed.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
            precondition(
                !entry.name.isEmpty && !entry.name.contains { $0 == 0 || $0 == UInt8(ascii: "/") },
                "BUG: names of tree entries are checked by whoever makes them")
            bytes += String(entry.mode.rawValue, radix: 8).utf8
            bytes.append(UInt8(ascii: " "))
            bytes += entry.name
            bytes.append(0)
            bytes += entry.id.bytes
        }
        return try write(bytes, .tree)
    }

    /// - Parameters:
    ///   - parent: nil for the first commit and for truncation.
    ///   - time: unix seconds, shown by git as both dates; carries no meaning.
    public func writeCommit(tree: ObjectID, parent: ObjectID?, at time: Int64) throws -> ObjectID {
        let parentLine = parent.map { "parent \($0)\n" } ?? ""
        let person = "\(Self.identity) \(time) +0000"
        let text = "tree \(tree)\n\(parentLine)author \(person)\ncommitter \(person)\n\n\(Self.message)"
        return try write(Array(text.utf8), .commit)
    }

    private func write(_ bytes: [UInt8], _ type: ObjectType) throws -> ObjectID {
        var oid = git_oid()
        try Libgit2.check(git_odb_hash(&oid, bytes, bytes.count, type.number), "hash an object")
        let id = ObjectID(oid)
        if fresh[id] != nil { return id }
        if objects.contains(id, lookingAgain: false) {
            // Renews its age, so that no concurrent gc takes it for garbage.
            try Libgit2.check(git_odb_write(&oid, objects.pointer, bytes, bytes.count, type.number), "write an object")
        } else {
            fresh[id] = FreshObject(type: type, bytes: bytes)
        }
        return id
    }

    /// Writes every fresh object as one pack, durable before this returns; refs may move to them from then on.
    ///
    /// - Throws: `GitError.cannotWrite`, for one when the disk is full; nothing but a temporary file is left then.
    public func finish() throws {
        guard !fresh.isEmpty else { return }
        try IncomingPack(in: sidecar).place { directory in
            var pack = try PackWriter(in: directory, count: fresh.count)
            // In an order that depends on nothing but the objects: the same ones make the same pack.
            for id in fresh.keys.sorted() {
                if let object = fresh[id] { try pack.add(id, object.type, object.bytes) }
            }
            try pack.finish()
        }
        fresh = [:]
        // Whoever goes on with this batch finds them in the sidecar.
        try Libgit2.check(git_odb_refresh(objects.pointer), "read the new pack")
    }
}
