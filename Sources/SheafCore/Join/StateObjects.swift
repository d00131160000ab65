/// One entry of a git tree.
public struct TreeEntry: Hashable, Sendable {
    /// Raw bytes: a hostile tree may hold any but `/` and NUL.
    public let name: [UInt8]
    public let mode: Mode
    public let id: ObjectID

    public struct Mode: RawRepresentable, Hashable, Sendable {
        /// As git stores it, for example 0o100644.
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        public static let file = Mode(rawValue: 0o100644)
        public static let tree = Mode(rawValue: 0o40000)
    }

    public init(name: [UInt8], mode: Mode, id: ObjectID) {
        self.name = name
        self.mode = mode
        self.id = id
    }

    init(_ name: String, _ mode: Mode, _ id: ObjectID) {
        self.init(name: Array(name.utf8), mode: mode, id: id)
    }
}

/// Git objects as the join sees them: the sidecar, or the simulator's memory.
public protocol StateObjects {
    /// - Throws: when the object is missing or is no tree.
    func entries(of tree: ObjectID) throws -> [TreeEntry]

    /// Read from the object's header, without its content.
    func byteCount(ofBlob id: ObjectID) throws -> Int

    func blob(_ id: ObjectID) throws -> [UInt8]

    mutating func writeBlob(_ bytes: [UInt8]) throws -> ObjectID

    /// - Parameter entries: in git's order, each name once.
    mutating func writeTree(_ entries: [TreeEntry]) throws -> ObjectID
}

/// The bounds of one shard. Protocol: 5-sync, section 6. They postpone; they never change what a join means.
public enum ShardLimit {
    /// Writers add nothing automatic beyond this.
    public static let automaticByteCountMax = 16 << 20
    /// A larger blob is carried by its name, unread.
    public static let byteCountMax = 64 << 20
}

/// Something in a remote tree that does not pass L0: dropped from the join, kept aside, reported.
public struct Rejected: Hashable, Sendable {
    /// Up to and including the offending entry; bytes that are not UTF-8 are replaced.
    public let path: String
    /// The blob that held a bad line; the entry itself otherwise.
    public let object: ObjectID
    public let failure: StructuralFailure
    /// The beginning of a bad line, at most 256 bytes; empty for a bad entry.
    public let excerpt: [UInt8]

    public init(path: String, object: ObjectID, failure: StructuralFailure, excerpt: [UInt8] = []) {
        self.path = path
        self.object = object
        self.failure = failure
        self.excerpt = excerpt
    }
}
