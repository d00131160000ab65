import CGit2
import SheafCore

/// The objects of one repository, alternates included, as raw bytes.
///
/// Not Sendable: confined by whatever confines the repository handle it comes from.
final class ObjectDatabase {
    private let handle: Handle

    init(of repository: borrowing Handle) throws {
        let pointer = repository.pointer
        handle = try Handle("open the object database", freeing: git_odb_free) { git_repository_odb($0, pointer) }
    }

    var pointer: OpaquePointer { handle.pointer }

    /// - Returns: type and size in bytes, without inflating the object.
    /// - Throws: `GitError.missingObject`, `GitError.library` for a damaged one.
    func header(of id: ObjectID) throws -> (type: ObjectType, bytes: Int) {
        guard var oid = id.oid else { throw GitError.missingObject(id) }
        var size = 0
        var type = GIT_OBJECT_INVALID
        try check(git_odb_read_header(&size, &type, handle.pointer, &oid), id)
        guard let known = ObjectType(type) else { throw GitError.malformedObject(id, reason: "unknown type") }
        return (known, size)
    }

    /// - Parameter lookingAgain: whether to look for packs that were placed since the last look, which lists a folder for
    ///   each object that is not there.
    func contains(_ id: ObjectID, lookingAgain: Bool = true) -> Bool {
        guard var oid = id.oid else { return false }
        return git_odb_exists_ext(handle.pointer, &oid, lookingAgain ? 0 : GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
    }

    /// Lends the bytes of an object.
    ///
    /// - Throws: `GitError.missingObject`, `GitError.unexpectedType`, `GitError.library`, and what `body` throws.
    func read<Result>(
        _ id: ObjectID, as expected: ObjectType, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        guard var oid = id.oid else { throw GitError.missingObject(id) }
        var object: OpaquePointer?
        try check(git_odb_read(&object, handle.pointer, &oid), id)
        defer { git_odb_object_free(object) }
        guard let type = ObjectType(git_odb_object_type(object)) else {
            throw GitError.malformedObject(id, reason: "unknown type")
        }
        guard type == expected else { throw GitError.unexpectedType(id, found: type, expected: expected) }
        return try body(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
    }

    private func check(_ code: Int32, _ id: ObjectID) throws {
        if code == GIT_ENOTFOUND.rawValue { throw GitError.missingObject(id) }
        try Libgit2.check(code, "read object \(id)")
    }
}
