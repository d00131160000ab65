import CGit2
import SheafCore

/// Reads refs through libgit2, for one operation.
struct ReferenceReader {
    private let repository: OpaquePointer

    init(_ repository: borrowing Handle) {
        self.init(repository: repository.pointer)
    }

    init(repository: OpaquePointer) {
        self.repository = repository
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

    /// Refs that lead to commits, ascending by name.
    func references(matching prefix: String) throws -> [Reference] {
        try all(matching: prefix) { name, reference in
            Self.peeled(reference).map { Reference(name: name, commit: $0) }
        }.sorted { $0.name < $1.name }
    }

    /// Refs that name objects of any type directly, ascending by name.
    func targets(matching prefix: String) throws -> [(name: String, id: ObjectID)] {
        try all(matching: prefix) { name, reference in
            git_reference_target(reference).map { (name, ObjectID($0.pointee)) }
        }.sorted { $0.name < $1.name }
    }

    private func all<Found>(
        matching prefix: String, _ read: (String, OpaquePointer?) throws -> Found?
    ) throws -> [Found] {
        let iterator = try Handle("list the refs", freeing: git_reference_iterator_free) {
            git_reference_iterator_new($0, repository)
        }
        var found: [Found] = []
        while true {
            var reference: OpaquePointer?
            let code = git_reference_next(&reference, iterator.pointer)
            if code == GIT_ITEROVER.rawValue { return found }
            try Libgit2.check(code, "list the refs")
            defer { git_reference_free(reference) }
            let name = String(cString: git_reference_name(reference))
            if name.hasPrefix(prefix), let value = try read(name, reference) { found.append(value) }
        }
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
