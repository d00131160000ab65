/// Joins two state trees by a walk that skips what is equal. Protocol: 3-join, section 2.
///
/// "Local" is the tree that this replica has joined before and trusts; it is a position, not an input of any rule:
/// the joined tree is the same with the sides exchanged.
public struct TreeJoin<Objects: StateObjects> {
    public private(set) var objects: Objects
    public private(set) var result = JoinResult()
    private var entryCount = 0
    private var readByteCount = 0

    public init(_ objects: Objects) {
        self.objects = objects
    }

    /// - Parameters:
    ///   - local: this replica's tree; nil when it holds nothing.
    ///   - remote: any tree of the remote; nil when it has none.
    /// - Returns: the joined tree; nil when both are nil.
    public mutating func join(local: ObjectID?, remote: ObjectID?) throws -> ObjectID? {
        guard let remote, remote != local else { return local }
        let joined = try merge(local, remote, at: .root)
        return try joined ?? objects.writeTree([try formatEntry()])
    }

    /// Joins one level; nil when nothing valid is in it.
    private mutating func merge(_ local: ObjectID?, _ remote: ObjectID, at level: TreeLevel) throws -> ObjectID? {
        let localEntries = try local.map { try objects.entries(of: $0) } ?? []
        let remoteEntries = try objects.entries(of: remote)
        entryCount += remoteEntries.count
        guard entryCount <= JoinLimit.entryCountMax else { throw JoinError.tooManyEntries(at: level.path([])) }
        var joined: [[UInt8]: TreeEntry] = [:]
        for entry in localEntries { joined[entry.name] = entry }
        var seen: Set<[UInt8]> = []
        for entry in remoteEntries {
            guard seen.insert(entry.name).inserted else {
                reject(entry, at: level, .badPath)
                continue
            }
            guard joined[entry.name] != entry else { continue }
            do {
                let kind = try level.read(entry)
                if let result = try self.entry(joined[entry.name], entry, kind) { joined[entry.name] = result }
            } catch let failure as StructuralFailure {
                reject(entry, at: level, failure)
            }
        }
        if case .root = level, !joined.isEmpty { joined[StateFormat.name] = try formatEntry() }
        guard !joined.isEmpty else { return nil }
        let entries = joined.values.sorted(by: TreeEntry.precedes)
        if entries == remoteEntries { return remote }
        if entries == localEntries { return local }
        return try objects.writeTree(entries)
    }

    private mutating func entry(
        _ local: TreeEntry?, _ remote: TreeEntry, _ kind: TreeLevel.Entry
    ) throws -> TreeEntry? {
        switch kind {
        case .format:
            let byteCount = try objects.byteCount(ofBlob: remote.id)
            let content = byteCount == StateFormat.bytes.count ? try objects.blob(remote.id) : []
            guard content == StateFormat.bytes else { throw StructuralFailure.badFormat }
            return remote
        case .subtree(let level):
            guard let id = try merge(local?.id, remote.id, at: level) else { return nil }
            return TreeEntry(name: remote.name, mode: .tree, id: id)
        case .shard(let path):
            guard let id = try mergeShard(local?.id, remote.id, at: path) else { return nil }
            return TreeEntry(name: remote.name, mode: .file, id: id)
        }
    }

    private mutating func mergeShard(_ local: ObjectID?, _ remote: ObjectID, at path: ShardPath) throws -> ObjectID? {
        let remoteByteCount = try objects.byteCount(ofBlob: remote)
        let localByteCount = try local.map { try objects.byteCount(ofBlob: $0) } ?? 0
        guard remoteByteCount <= ShardLimit.byteCountMax else {
            result.carried.append(path)
            return remote
        }
        // A local blob over the limit is one that was carried: nobody here knows its lines, and it holds none of ours.
        let isLocalUnread = localByteCount > ShardLimit.byteCountMax
        if isLocalUnread { result.regained.append(path) }
        readByteCount += remoteByteCount
        guard readByteCount <= JoinLimit.byteCountMax else { throw JoinError.tooManyBytes(at: path.description) }
        let localBlob = isLocalUnread ? [] : try local.map { try objects.blob($0) } ?? []
        let remoteBlob = try objects.blob(remote)
        var shard = Shard(trusted: localBlob)
        let joined = shard.join(remoteBlob, at: path)
        for (failure, excerpt) in joined.failures {
            reject(Rejected(path: path.description, object: remote, failure: failure, excerpt: excerpt))
        }
        result.rejectedCount += joined.failureCount - joined.failures.count
        result.new += joined.new.map { ArrivedLine(path: path, line: $0) }
        guard !shard.isEmpty else { return nil }
        let bytes = shard.bytes
        guard bytes.count <= ShardLimit.byteCountMax else {
            result.carried.append(path)
            return remote
        }
        if bytes == remoteBlob { return remote }
        if bytes == localBlob { return local }
        return try objects.writeBlob(bytes)
    }

    private mutating func formatEntry() throws -> TreeEntry {
        TreeEntry(name: StateFormat.name, mode: .file, id: try objects.writeBlob(StateFormat.bytes))
    }

    private mutating func reject(_ entry: TreeEntry, at level: TreeLevel, _ failure: StructuralFailure) {
        reject(Rejected(path: level.path(entry.name), object: entry.id, failure: failure))
    }

    private mutating func reject(_ rejected: Rejected) {
        result.rejectedCount += 1
        if result.rejected.count < JoinLimit.rejectedCountMax { result.rejected.append(rejected) }
    }
}

/// What one join spends at most on a remote tree: a few hundred bytes of pack can name 10^10 paths.
///
/// A limit aborts this sync; it never changes what a join means.
public enum JoinLimit {
    public static let entryCountMax = 1_000_000
    public static let byteCountMax = 4 << 30
    /// Kept one by one; beyond this only counted.
    public static let rejectedCountMax = 10_000
}

/// A remote tree that is too large to be walked.
public enum JoinError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooManyEntries(at: String)
    case tooManyBytes(at: String)

    public var description: String {
        switch self {
        case .tooManyEntries(let path):
            "the remote state has more than \(JoinLimit.entryCountMax) entries (reached at \(path)); nothing was joined"
        case .tooManyBytes(let path):
            "the changed part of the remote state is larger than \(JoinLimit.byteCountMax >> 30) GiB "
                + "(reached at \(path)); nothing was joined"
        }
    }
}

/// What a join found beside the joined tree.
public struct JoinResult: Sendable {
    /// Lines of the remote that this replica lacked and that pass L0; their signatures are unchecked.
    public fileprivate(set) var new: [ArrivedLine] = []
    /// The first `JoinLimit.rejectedCountMax`.
    public fileprivate(set) var rejected: [Rejected] = []
    public fileprivate(set) var rejectedCount = 0
    /// Shards over the limit: the remote's blob stays as it is, own facts for it wait.
    public fileprivate(set) var carried: [ShardPath] = []
    /// Shards that had been carried and that can be read again: what the database holds for them is in neither tree.
    public fileprivate(set) var regained: [ShardPath] = []
}

public struct ArrivedLine: Hashable, Sendable {
    public let path: ShardPath
    public let line: Line

    public init(path: ShardPath, line: Line) {
        self.path = path
        self.line = line
    }
}
