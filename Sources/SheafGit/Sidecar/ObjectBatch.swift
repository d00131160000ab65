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
    /// A handle of its own: through the sidecar's, others would see objects that may never be written.
    private let repository: Handle
    private let objects: ObjectDatabase
    private var fresh: [ObjectID] = []

    init(sidecar: String) throws {
        self.sidecar = sidecar
        repository = try Sidecar.handle(at: sidecar)
        objects = try ObjectDatabase(of: repository)
        var memory: UnsafeMutablePointer<git_odb_backend>?
        try Libgit2.check(git_mempack_new(&memory), "start a batch of objects")
        let code = git_odb_add_backend(objects.pointer, memory, 1_000)
        if code < 0 { memory?.pointee.free(memory) }
        try Libgit2.check(code, "start a batch of objects")
    }

    /// Objects so far that the sidecar did not have.
    public var freshCount: Int { fresh.count }

    // MARK: Reading

    public func entries(of tree: ObjectID) throws -> [TreeEntry] { try objects.entries(of: tree) }

    /// - Throws: `GitError.unexpectedType` when it is no blob.
    public func byteCount(ofBlob id: ObjectID) throws -> Int {
        let (type, bytes) = try objects.header(of: id)
        guard type == .blob else { throw GitError.unexpectedType(id, found: type, expected: .blob) }
        return bytes
    }

    /// Ask for the size first: a remote may have stored anything.
    public func blob(_ id: ObjectID) throws -> [UInt8] { try objects.read(id, as: .blob) { Array($0) } }

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
        let known = objects.contains(id)
        // Also when it is known: that renews its age, so that no concurrent gc takes it for garbage.
        try Libgit2.check(git_odb_write(&oid, objects.pointer, bytes, bytes.count, type.number), "write an object")
        if !known { fresh.append(id) }
        return id
    }

    /// Writes every fresh object as one pack, durable before this returns; refs may move to them from then on.
    ///
    /// `git_mempack_dump` is not used: it packs everything that a commit reaches, which is the whole state each time.
    ///
    /// - Throws: `GitError.cannotWrite`, for one when the disk is full; nothing but a temporary file is left then.
    public func finish() throws {
        guard !fresh.isEmpty else { return }
        let builder = try Handle("start a pack", freeing: git_packbuilder_free) {
            git_packbuilder_new($0, repository.pointer)
        }
        // As many threads as there are cores: most of the time goes into looking for deltas.
        git_packbuilder_set_threads(builder.pointer, 0)
        for id in fresh {
            guard var oid = id.oid else { preconditionFailure("BUG: the sidecar is a SHA-1 repository") }
            try Libgit2.check(git_packbuilder_insert(builder.pointer, &oid, nil), "pack object \(id)")
        }
        try IncomingPack(in: sidecar).place { directory in
            try Libgit2.check(git_packbuilder_write(builder.pointer, directory, 0o400, nil, nil), "write a pack", writing: sidecar)
        }
        fresh = []
    }
}
