import CGit2
import SheafCore

/// Reads refs through libgit2, for one operation.
struct ReferenceReader {
    private let repository: OpaquePointer

    init(_ repository: borrowing Handle) {
        self.repository = repository.pointer
    }

    /// The object a ref names, through other refs; nil when there is no such ref.
    func target(of name: String) throws -> ObjectID? {
        var reference: OpaquePointer?
        guard try exists(git_reference_lookup(&reference, repository, name), name) else { return nil }
        defer { git_reference_free(reference) }
        var direct: OpaquePointer?
        guard try exists(git_reference_resolve(&direct, reference), name) else { return nil }
        defer { git_reference_free(direct) }
        return try Self.target(of: direct)
    }

    private func exists(_ code: Int32, _ name: String) throws -> Bool {
        if code == GIT_ENOTFOUND.rawValue || code == GIT_EINVALIDSPEC.rawValue { return false }
        try Libgit2.check(code, "read \(name)")
        return true
    }

    func references(matching prefix: String) throws -> [Reference] {
        let iterator = try Handle("list the refs", freeing: git_reference_iterator_free) {
            git_reference_iterator_new($0, repository)
        }
        var found: [Reference] = []
        while true {
            var reference: OpaquePointer?
            let code = git_reference_next(&reference, iterator.pointer)
            if code == GIT_ITEROVER.rawValue { break }
            try Libgit2.check(code, "list the refs")
            defer { git_reference_free(reference) }
            let name = String(cString: git_reference_name(reference))
            guard name.hasPrefix(prefix), let commit = Self.peeled(reference) else { continue }
            found.append(Reference(name: name, commit: commit))
        }
        return found.sorted { $0.name < $1.name }
    }

    func symbolicTarget(of name: String) throws -> String? {
        var reference: OpaquePointer?
        guard try exists(git_reference_lookup(&reference, repository, name), name) else { return nil }
        defer { git_reference_free(reference) }
        return git_reference_symbolic_target(reference).map { String(cString: $0) }
    }

    /// - Throws: `GitError.library` when the ref is symbolic.
    static func target(of reference: OpaquePointer?) throws -> ObjectID {
        guard let oid = git_reference_target(reference) else {
            throw GitError.library(operation: "read a ref", code: -1, message: "it names no object")
        }
        return ObjectID(oid.pointee)
    }

    private static func peeled(_ reference: OpaquePointer?) -> ObjectID? {
        var object: OpaquePointer?
        guard git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) == 0 else { return nil }
        defer { git_object_free(object) }
        return git_object_id(object).map { ObjectID($0.pointee) }
    }
}
