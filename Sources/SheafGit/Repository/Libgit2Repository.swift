import CGit2
import Foundation
import SheafCore

/// A repository that libgit2 reads in process: SHA-1 objects and refs as files.
///
/// `@unchecked Sendable`: every use of the handles happens under `lock`. It is recursive because a visitor of `walk` may
/// ask this repository for more.
public final class Libgit2Repository: UserRepository, @unchecked Sendable {
    public let location: RepositoryLocation
    private let lock = NSRecursiveLock()
    let handle: Handle
    let objects: ObjectDatabase

    /// - Throws: `GitError.notOwned`, `GitError.unsupportedRepository`.
    public init(_ location: RepositoryLocation) throws {
        guard location.objectFormat == .sha1, location.referenceStorage == .files else {
            throw GitError.unsupportedRepository(
                path: location.gitDirectory, reason: "libgit2 reads neither SHA-256 objects nor reftable refs")
        }
        self.location = location
        handle = try Handle(
            "open \(location.gitDirectory)", freeing: git_repository_free,
            map: { Self.refusal($0, location) },
            make: { git_repository_open_ext($0, location.gitDirectory, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil) })
        if let workTree = location.workTree {
            // In memory only. Opened by its git directory, a separate work tree is not found.
            try Libgit2.check(git_repository_set_workdir(handle.pointer, workTree, 0), "set the work tree")
        }
        objects = try ObjectDatabase(of: handle)
    }

    private static func refusal(_ code: Int32, _ location: RepositoryLocation) -> GitError {
        if Libgit2.isForeignOwner(code) { return .notOwned(path: location.workTree ?? location.gitDirectory) }
        return .unsupportedRepository(path: location.gitDirectory, reason: Libgit2.lastMessage)
    }

    private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body()
    }

    // MARK: Refs

    public func head() throws -> Head {
        try locked {
            let head = try Handle("read HEAD", freeing: git_reference_free) {
                git_reference_lookup($0, handle.pointer, "HEAD")
            }
            guard let target = git_reference_symbolic_target(head.pointer) else {
                return .detached(commit: try ReferenceReader.target(of: head.pointer))
            }
            let name = String(cString: target)
            guard let commit = try ReferenceReader(handle).target(of: name) else { return .unborn(name: name) }
            return .branch(name: name, commit: commit)
        }
    }

    public func references(matching prefix: String) throws -> [Reference] {
        try locked { try ReferenceReader(handle).references(matching: prefix) }
    }

    public func symbolicTarget(of reference: String) throws -> String? {
        try locked { try ReferenceReader(handle).symbolicTarget(of: reference) }
    }

    public func resolve(_ revision: String) throws -> ObjectID {
        try locked { try RevisionParser(handle, objects).resolve(revision) }
    }

    // MARK: Commits

    public func commit(_ id: ObjectID) throws -> Commit {
        try locked { try commitReader().commit(id) }
    }

    public func walk(
        from starts: [ObjectID], hiding: [ObjectID], visit: (Commit) throws -> WalkStep
    ) throws -> WalkSummary {
        try locked {
            let reader = try commitReader()
            var visited = 0
            var boundary: [ObjectID] = []
            let walk = CommitWalk(node: reader.node, commit: reader.commit)
            let count = { (commit: Commit) throws -> WalkStep in
                visited += 1
                if reader.isCutOff(commit.id) { boundary.append(commit.id) }
                return try visit(commit)
            }
            if hiding.isEmpty {
                try walk.visitAll(from: starts, count)
            } else {
                try walk.visitVisible(from: starts, hiding: hiding, count)
            }
            return WalkSummary(visited: visited, boundary: boundary.sorted())
        }
    }

    private func commitReader() throws -> CommitReader {
        let objects = objects
        return CommitReader(location, try mailmap()) { id in
            try objects.read(id, as: .commit) { RawCommit(parsing: $0) }
        }
    }

    public func changedPaths(of commit: ObjectID) throws -> ChangedPaths {
        try locked {
            let raw = try objects.read(commit, as: .commit) { RawCommit(parsing: $0) }
            let parentTree = try raw.parents.first.flatMap { id in
                try objects.read(id, as: .commit) { RawCommit(parsing: $0).tree }
            }
            var difference = TreeDifference(in: objects, pathsMax: ChangedPaths.countMax)
            try difference.compare(parentTree, raw.tree)
            return difference.result
        }
    }

    public func file(_ path: String, at commit: ObjectID, bytesMax: Int) throws -> FileContent? {
        let path = try RepositoryPath(path)
        return try locked {
            guard var tree = try objects.read(commit, as: .commit, { RawCommit(parsing: $0).tree }) else {
                throw GitError.malformedObject(commit, reason: "it names no tree")
            }
            for folder in path.folders {
                guard let entry = try objects.entry(folder, of: tree), entry.isTree else { return nil }
                tree = entry.id
            }
            guard let entry = try objects.entry(path.last, of: tree), entry.isRegularFile else { return nil }
            let bytes = try objects.header(of: entry.id).bytes
            guard bytes <= bytesMax else { throw GitError.tooLarge(what: path.text, bytes: bytes, bytesMax: bytesMax) }
            return FileContent(bytes: try objects.read(entry.id, as: .blob) { Array($0) }, id: entry.id)
        }
    }

    // MARK: Configuration

    public func configuration() throws -> Configuration {
        try locked { try Configuration(reading: try configurationFiles()) }
    }

    private func configurationFiles() throws -> Handle {
        try Handle("read the configuration", freeing: git_config_free) { git_repository_config($0, handle.pointer) }
    }

    public func mailmapped(_ identity: Identity) throws -> Identity {
        try locked { try mailmap().resolve(identity) }
    }

    private func mailmap() throws -> Mailmap {
        let files = try configurationFiles()
        return try Mailmap.read(location, setting: { try Configuration.value($0, reading: files) }) { name in
            let object = try Handle("read \(name)", freeing: git_object_free) {
                git_revparse_single($0, handle.pointer, name)
            }
            guard let oid = git_object_id(object.pointer) else { return nil }
            return try objects.read(ObjectID(oid.pointee), as: .blob) { Array($0) }
        }
    }
}
