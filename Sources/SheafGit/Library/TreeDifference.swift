import SheafCore

/// The paths at which two trees differ, found without entering equal subtrees.
///
/// Renames are a deletion and an addition: finding them would mean reading blobs.
struct TreeDifference {
    /// Against trees that contain one another without ever containing a file.
    private static let treesMax = 100_000
    private static let depthMax = 256

    private let objects: ObjectDatabase
    private let pathsMax: Int
    private var treesRead = 0
    private(set) var result = ChangedPaths(paths: [], truncated: false)

    init(in objects: ObjectDatabase, pathsMax: Int) {
        self.objects = objects
        self.pathsMax = pathsMax
    }

    /// - Parameters: trees; nil stands for the empty one.
    /// - Throws: `GitError.missingObject`, `GitError.malformedObject`.
    mutating func compare(_ old: ObjectID?, _ new: ObjectID?, below prefix: [UInt8] = [], depth: Int = 0) throws {
        guard old != new, !result.truncated else { return }
        treesRead += 2
        guard treesRead <= Self.treesMax, depth <= Self.depthMax else {
            result.truncated = true
            return
        }
        let objects = objects
        try Self.withTree(objects, old) { oldBytes in
            try Self.withTree(objects, new) { newBytes in
                try merge(oldBytes, newBytes, prefix, depth)
            }
        }
    }

    private static func withTree(
        _ objects: ObjectDatabase, _ id: ObjectID?, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard let id else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        do {
            try objects.read(id, as: .tree, body)
        } catch let malformed as TreeCursor.Malformed {
            throw GitError.malformedObject(id, reason: malformed.reason)
        }
    }

    private mutating func merge(
        _ oldBytes: UnsafeRawBufferPointer, _ newBytes: UnsafeRawBufferPointer, _ prefix: [UInt8], _ depth: Int
    ) throws {
        var (old, new) = (TreeCursor(oldBytes), TreeCursor(newBytes))
        var (hasOld, hasNew) = (try old.next(), try new.next())
        while hasOld || hasNew {
            guard !result.truncated else { return }
            let order = hasOld && hasNew ? Self.order(old, new) : (hasOld ? -1 : 1)
            if order == 0 {
                try compare(old, new, prefix, depth)
            } else if order < 0 {
                try changed(old, added: false, prefix, depth)
            } else {
                try changed(new, added: true, prefix, depth)
            }
            if order <= 0 { hasOld = try old.next() }
            if order >= 0 { hasNew = try new.next() }
        }
    }

    /// Two entries of the same name, both trees or both not.
    private mutating func compare(
        _ old: TreeCursor, _ new: TreeCursor, _ prefix: [UInt8], _ depth: Int
    ) throws {
        let sameObject = old.idAt.order(new.idAt, old.idAt.count) == 0
        if sameObject && old.mode == new.mode { return }
        if old.isTree {
            try compare(old.id, new.id, below: prefix + Array(old.name) + [UInt8(ascii: "/")], depth: depth + 1)
        } else {
            append(prefix + Array(old.name))
        }
    }

    private mutating func changed(_ entry: TreeCursor, added: Bool, _ prefix: [UInt8], _ depth: Int) throws {
        guard entry.isTree else { return append(prefix + Array(entry.name)) }
        let inside = prefix + Array(entry.name) + [UInt8(ascii: "/")]
        if added {
            try compare(nil, entry.id, below: inside, depth: depth + 1)
        } else {
            try compare(entry.id, nil, below: inside, depth: depth + 1)
        }
    }

    private mutating func append(_ path: [UInt8]) {
        guard result.paths.count < pathsMax else {
            result.truncated = true
            return
        }
        result.paths.append(String(decoding: path, as: UTF8.self))
    }

    /// Git's order of tree entries: bytewise, a tree as if its name ended in "/".
    private static func order(_ left: TreeCursor, _ right: TreeCursor) -> Int {
        let common = min(left.name.count, right.name.count)
        let order = left.name.order(right.name, common)
        if order != 0 { return order }
        return Int(end(left, common)) - Int(end(right, common))
    }

    private static func end(_ cursor: TreeCursor, _ position: Int) -> UInt8 {
        position < cursor.name.count ? cursor.name[position] : (cursor.isTree ? UInt8(ascii: "/") : 0)
    }
}
