import SheafCore

/// A bare git repository: refs, and the objects that it has. Both are durable step by step, as the sidecar's are: a pack
/// is synced before a ref names it.
final class VirtualRepository: StateRepository {
    let pool: ObjectPool
    private let fuse: Fuse
    private(set) var references: [String: ObjectID] = [:]
    private(set) var present = ObjectSet()

    init(_ pool: ObjectPool, _ fuse: Fuse) {
        self.pool = pool
        self.fuse = fuse
    }

    /// A copy of the directory.
    init(copying other: VirtualRepository, _ fuse: Fuse) {
        pool = other.pool
        self.fuse = fuse
        references = other.references
        present = other.present
    }

    func state(of reference: String) -> ReferenceState { pool.state(of: references[reference]) }

    func has(_ id: ObjectID) -> Bool { present.contains(pool.number(of: id)) }

    func tree(of commit: ObjectID) -> ObjectID? { has(commit) ? pool.tree(of: commit) : nil }

    func batch() -> VirtualBatch { VirtualBatch(self) }

    func updateReference(_ name: String, to id: ObjectID, expecting expected: ObjectID?) throws -> Bool {
        guard references[name] == expected else { return false }
        try setReference(name, to: id)
        return true
    }

    func setReference(_ name: String, to id: ObjectID?) throws {
        if let id, !has(id) { throw MissingObject(id: id) }
        try fuse.step("before \(name) moves")
        references[name] = id
        try fuse.step("after \(name) has moved")
    }

    func store(_ objects: ObjectSet) throws {
        guard !objects.isEmpty else { return }
        try fuse.step("before a pack is placed")
        present.formUnion(objects)
        try fuse.step("after a pack was placed")
    }

    /// What is reachable from an object and not here.
    ///
    /// - Throws: `MissingObject` when the other side does not have all of it.
    func missing(below root: ObjectID, from source: VirtualRepository) throws -> ObjectSet {
        var missing = ObjectSet()
        var open = [pool.number(of: root)]
        while let number = open.popLast() {
            guard !present.contains(number), missing.insert(number) else { continue }
            guard source.present.contains(number) else { throw MissingObject(id: pool.id(of: number)) }
            open += pool.children(of: number)
        }
        return missing
    }
}

/// Objects on their way into a repository.
struct VirtualBatch: StateBatch {
    private let repository: VirtualRepository
    private var fresh = ObjectSet()

    init(_ repository: VirtualRepository) {
        self.repository = repository
    }

    private func object(_ id: ObjectID) throws -> ObjectPool.Object {
        let number = repository.pool.number(of: id)
        guard repository.present.contains(number) || fresh.contains(number),
            let object = repository.pool.object(number: number)
        else { throw MissingObject(id: id) }
        return object
    }

    func entries(of tree: ObjectID) throws -> [TreeEntry] {
        guard case .tree(let entries) = try object(tree) else { throw MissingObject(id: tree) }
        return entries
    }

    func byteCount(ofBlob id: ObjectID) throws -> Int { try blob(id).count }

    func blob(_ id: ObjectID) throws -> [UInt8] {
        guard case .blob(let bytes) = try object(id) else { throw MissingObject(id: id) }
        return bytes
    }

    mutating func writeBlob(_ bytes: [UInt8]) -> ObjectID { add(.blob(bytes)) }

    mutating func writeTree(_ entries: [TreeEntry]) -> ObjectID { add(.tree(entries)) }

    mutating func writeCommit(tree: ObjectID, parent: ObjectID?, at time: Int64) -> ObjectID {
        add(.commit(tree: tree, parent: parent))
    }

    mutating func finish() throws {
        try repository.store(fresh)
        fresh = ObjectSet()
    }

    private mutating func add(_ object: ObjectPool.Object) -> ObjectID {
        let id = repository.pool.add(object)
        if !repository.has(id) { fresh.insert(repository.pool.number(of: id)) }
        return id
    }
}
