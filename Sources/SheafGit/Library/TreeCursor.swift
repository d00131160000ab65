import SheafCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Steps through the entries of a raw tree without copying them.
///
/// libgit2's tree type repairs and refuses some of what is stored; a remote's tree has to be judged as it is.
struct TreeCursor {
    private let bytes: UnsafeRawBufferPointer
    private let idBytes: Int
    private var position = 0

    /// The current entry; meaningful after `next()` returned true.
    private(set) var mode: UInt32 = 0
    private(set) var name: UnsafeRawBufferPointer
    private(set) var idAt: UnsafeRawBufferPointer

    /// - Parameter idBytes: 20 or 32.
    init(_ bytes: UnsafeRawBufferPointer, idBytes: Int = 20) {
        self.bytes = bytes
        self.idBytes = idBytes
        name = UnsafeRawBufferPointer(start: nil, count: 0)
        idAt = name
    }

    var isTree: Bool { mode == TreeEntry.Mode.tree.rawValue }

    /// - Returns: false at the end.
    /// - Throws: `Malformed` when the bytes are no tree.
    mutating func next() throws(Malformed) -> Bool {
        guard position < bytes.count else { return false }
        mode = 0
        var digits = 0
        while position < bytes.count, bytes[position] != UInt8(ascii: " ") {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 8, digits < 7 else { throw Malformed(reason: "a mode is not octal") }
            mode = mode << 3 | UInt32(digit)
            digits += 1
            position += 1
        }
        let start = position + 1
        guard digits > 0, start < bytes.count, let base = bytes.baseAddress,
            let end = memchr(base + start, 0, bytes.count - start)
        else { throw Malformed(reason: "an entry ends early") }
        let length = UnsafeRawPointer(end) - (base + start)
        let id = start + length + 1
        guard length > 0, id + idBytes <= bytes.count else { throw Malformed(reason: "an entry ends early") }
        name = UnsafeRawBufferPointer(start: base + start, count: length)
        idAt = UnsafeRawBufferPointer(start: base + id, count: idBytes)
        position = id + idBytes
        return true
    }

    var id: ObjectID {
        guard let id = ObjectID(bytes: idAt) else { preconditionFailure("BUG: idBytes is 20 or 32") }
        return id
    }

    var entry: TreeEntry { TreeEntry(name: Array(name), mode: TreeEntry.Mode(rawValue: mode), id: id) }

    /// All entries of a tree, as stored.
    ///
    /// - Parameter tree: what the bytes are the content of, for the error.
    /// - Throws: `GitError.malformedObject`.
    static func entries(of tree: ObjectID, in bytes: UnsafeRawBufferPointer) throws -> [TreeEntry] {
        var entries: [TreeEntry] = []
        _ = try first(of: tree, in: bytes) { cursor -> Never? in
            entries.append(cursor.entry)
            return nil
        }
        return entries
    }

    /// Steps through a tree until `body` returns something.
    ///
    /// - Throws: as `entries`.
    static func first<Result>(
        of tree: ObjectID, in bytes: UnsafeRawBufferPointer, _ body: (TreeCursor) -> Result?
    ) throws -> Result? {
        var cursor = TreeCursor(bytes)
        do {
            while try cursor.next() {
                if let result = body(cursor) { return result }
            }
        } catch {
            throw GitError.malformedObject(tree, reason: error.reason)
        }
        return nil
    }

    struct Malformed: Error {
        let reason: String
    }
}

extension UnsafeRawBufferPointer {
    /// Below, equal to or above 0 as the first `count` bytes are below, equal to or above those of `other`.
    func order(_ other: UnsafeRawBufferPointer, _ count: Int) -> Int {
        guard count > 0, let left = baseAddress, let right = other.baseAddress else { return 0 }
        return Int(memcmp(left, right, count))
    }
}
