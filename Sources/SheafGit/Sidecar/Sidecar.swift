import CGit2
import Foundation
import SheafCore

/// Sheaf's own bare repository, `<git common dir>/sheaf/state.git`: the only place where Sheaf writes git objects.
///
/// All calls block and are safe from any thread; several processes may have the same sidecar open.
/// `@unchecked Sendable`: every use of the handles happens under `lock`.
public final class Sidecar: @unchecked Sendable {
    /// The joined state of this machine, and the name of the ref on every remote.
    public static let stateReference = "refs/sheaf/state"

    /// Absolute path of the repository.
    public let path: String
    private let lock = NSLock()
    private let repository: Handle
    private let objects: ObjectDatabase

    /// Opens the sidecar, making it first if there is none, and clears away what crashed processes left behind.
    ///
    /// - Throws: `GitError.library` for a damaged repository; `GitError.fileSystem`, with EPERM for one that belongs to
    ///   another user.
    public static func open(at path: String) throws -> Sidecar {
        let layout = SidecarLayout(path: path)
        try layout.create()
        layout.sweep()
        return try Sidecar(at: path)
    }

    private init(at path: String) throws {
        self.path = path
        repository = try Self.handle(at: path)
        objects = try ObjectDatabase(of: repository)
    }

    /// A handle of its own, for work that must not be seen through, or wait for, the shared one.
    static func handle(at path: String) throws -> Handle {
        try Handle(
            "open the sidecar \(path)", freeing: git_repository_free, make: { git_repository_open_bare($0, path) })
    }

    private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body()
    }

    // MARK: Refs

    /// What a ref of the sidecar names now.
    ///
    /// - Parameter name: full, such as `refs/sheaf/state`.
    /// - Throws: `GitError.missingObject` when it names an object that is lost.
    public func reference(_ name: String) throws -> SidecarReference {
        try locked {
            guard let id = try ReferenceReader(repository).target(of: name) else { return .absent }
            let type = try objects.header(of: id).type
            guard type == .commit else { return .other(id, type) }
            guard let tree = try objects.read(id, as: .commit, { RawCommit(parsing: $0).tree }) else {
                throw GitError.malformedObject(id, reason: "a commit that names no tree")
            }
            return .commit(id, tree: tree)
        }
    }

    /// The refs below a prefix, with the objects they name, ascending by name.
    public func references(matching prefix: String) throws -> [(name: String, id: ObjectID)] {
        try locked { try ReferenceReader(repository).targets(matching: prefix) }
    }

    /// Moves a ref if it still is where the caller saw it (compare-and-swap), durably.
    ///
    /// - Parameters:
    ///   - id: an object that is here; `ObjectBatch.finish()` comes before.
    ///   - expected: nil for a ref that must not exist.
    /// - Returns: false when the ref is elsewhere by now; nothing has changed then.
    /// - Throws: `GitError.missingObject`, `GitError.referenceLocked` after about two seconds of waiting.
    public func updateReference(_ name: String, to id: ObjectID, expecting expected: ObjectID?) throws -> Bool {
        try locked {
            guard objects.contains(id) else { throw GitError.missingObject(id) }
            return try ReferenceUpdate(repository, name).perform(expecting: expected, .move(to: id))
        }
    }

    /// Moves a ref wherever it is.
    ///
    /// - Throws: as the compare-and-swap.
    public func setReference(_ name: String, to id: ObjectID) throws {
        try locked {
            guard objects.contains(id) else { throw GitError.missingObject(id) }
            try ReferenceUpdate(repository, name).perform(.move(to: id))
        }
    }

    /// Removes a ref; one that does not exist is removed already.
    ///
    /// - Throws: `GitError.referenceLocked` after about two seconds of waiting.
    public func deleteReference(_ name: String) throws {
        try locked { try ReferenceUpdate(repository, name).perform(.delete) }
    }

    // MARK: Objects

    /// - Returns: type and size in bytes, without inflating the object.
    /// - Throws: `GitError.missingObject`, `GitError.library` for a damaged one.
    public func header(of id: ObjectID) throws -> (type: ObjectType, bytes: Int) {
        try locked { try objects.header(of: id) }
    }

    /// The tree of a commit that is here; nil for anything else.
    public func tree(of commit: ObjectID) throws -> ObjectID? {
        try locked {
            guard objects.contains(commit), try objects.header(of: commit).type == .commit else { return nil }
            return try objects.read(commit, as: .commit) { RawCommit(parsing: $0).tree }
        }
    }

    /// Whether history leads on from a commit.
    public func hasParent(_ commit: ObjectID) throws -> Bool {
        try locked { try objects.read(commit, as: .commit) { !RawCommit(parsing: $0).parents.isEmpty } }
    }

    public func contains(_ id: ObjectID) -> Bool { locked { objects.contains(id) } }

    /// The entries of a tree exactly as stored, which a remote may have done in any way.
    ///
    /// - Throws: `GitError.malformedObject`, `GitError.missingObject`, `GitError.unexpectedType`.
    public func entries(of tree: ObjectID) throws -> [TreeEntry] { try locked { try objects.entries(of: tree) } }

    /// - Parameter bytesMax: nothing larger is inflated.
    /// - Throws: `GitError.tooLarge`, `GitError.missingObject`, `GitError.unexpectedType`.
    public func blob(_ id: ObjectID, bytesMax: Int) throws -> [UInt8] {
        try locked {
            let (type, bytes) = try objects.header(of: id)
            guard type == .blob else { throw GitError.unexpectedType(id, found: type, expected: .blob) }
            guard bytes <= bytesMax else { throw GitError.tooLarge(what: "blob \(id)", bytes: bytes, bytesMax: bytesMax) }
            return try objects.read(id, as: .blob) { Array($0) }
        }
    }

    /// Starts writing objects. They are seen by nobody before `finish()`.
    public func batch() throws -> ObjectBatch { try ObjectBatch(sidecar: path) }

    /// Whether `descendant` has `ancestor` in its history; a commit is its own descendant.
    public func isDescendant(_ descendant: ObjectID, of ancestor: ObjectID) throws -> Bool {
        guard descendant != ancestor else { return true }
        guard var (later, earlier) = descendant.oid.flatMap({ later in ancestor.oid.map { (later, $0) } }) else {
            return false
        }
        return try locked {
            let code = git_graph_descendant_of(repository.pointer, &later, &earlier)
            try Libgit2.check(code, "compare commits")
            return code == 1
        }
    }

    /// Whether some commit is in the history of both.
    public func haveCommonHistory(_ one: ObjectID, _ other: ObjectID) throws -> Bool {
        guard var (first, second) = one.oid.flatMap({ first in other.oid.map { (first, $0) } }) else { return false }
        return try locked {
            var base = git_oid()
            let code = git_merge_base(&base, repository.pointer, &first, &second)
            guard code != GIT_ENOTFOUND.rawValue else { return false }
            try Libgit2.check(code, "compare histories")
            return true
        }
    }

    /// Git's configuration as commands in the sidecar see it.
    func configuration() throws -> Configuration {
        try locked {
            let files = try Handle("read the configuration", freeing: git_config_free) {
                git_repository_config($0, repository.pointer)
            }
            return try Configuration(reading: files)
        }
    }
}

/// What a ref of the sidecar names.
public enum SidecarReference: Hashable, Sendable {
    case absent
    case commit(ObjectID, tree: ObjectID)
    /// Something that no honest replica pushes.
    case other(ObjectID, ObjectType)

    /// The object it names, whatever it is.
    public var id: ObjectID? {
        switch self {
        case .absent: nil
        case .commit(let id, _), .other(let id, _): id
        }
    }
}
