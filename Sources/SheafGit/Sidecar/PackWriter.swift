import CZlib
import Foundation
import SheafCore

/// Writes a pack of whole objects and its index, both of version 2 (gitformat-pack(5)).
///
/// The objects of one exchange have no deltas to find, for no two versions of one shard are among them. libgit2's
/// builder looks for them all the same, and inflates and hashes everything that it has written to make the index: that
/// was a third of a join.
struct PackWriter: ~Copyable {
    /// Offsets from here on need a table of their own in the index, which is not written.
    private static let bytesMax = 1 << 31

    private let directory: String
    private var file: HashedFile
    private var deflater = Deflater()
    private var entries: [Entry] = []

    private struct Entry {
        let id: ObjectID
        let offset: UInt32
        let checksum: UInt32
    }

    /// - Parameters:
    ///   - directory: absolute; on failure whatever is in it is the caller's to remove.
    ///   - count: of the objects that will be added.
    /// - Throws: `GitError.cannotWrite`.
    init(in directory: String, count: Int) throws {
        var file = try HashedFile(directory + "/pack")
        try file.append(Array("PACK".utf8) + Self.number(2) + Self.number(UInt32(count)))
        self.directory = directory
        self.file = file
        entries.reserveCapacity(count)
    }

    /// - Throws: `GitError.cannotWrite`, `GitError.tooLarge`.
    mutating func add(_ id: ObjectID, _ type: ObjectType, _ bytes: [UInt8]) throws {
        guard file.byteCount < Self.bytesMax else {
            throw GitError.tooLarge(what: "pack of one exchange", bytes: file.byteCount, bytesMax: Self.bytesMax)
        }
        var packed = Self.header(type, byteCount: bytes.count)
        deflater.append(bytes, to: &packed)
        let checksum = packed.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
        entries.append(Entry(id: id, offset: UInt32(file.byteCount), checksum: UInt32(truncatingIfNeeded: checksum)))
        try file.append(packed)
    }

    /// Leaves `pack-<hash>.pack` and `pack-<hash>.idx` in the directory, on disk and read-only.
    ///
    /// - Throws: `GitError.cannotWrite`.
    mutating func finish() throws {
        let hash = try file.finish()
        let name = "\(directory)/pack-\(Hex.encode(hash))"
        try Self.rename(directory + "/pack", name + ".pack")
        var index = try HashedFile(name + ".idx")
        try index.append([0xff] + Array("tOc".utf8) + Self.number(2))
        entries.sort { $0.id < $1.id }
        var counts = [UInt32](repeating: 0, count: 256)
        for entry in entries { counts[Int(entry.id.bytes[0])] += 1 }
        var total: UInt32 = 0
        for count in counts {
            total += count
            try index.append(Self.number(total))
        }
        for entry in entries { try index.append(entry.id.bytes) }
        for entry in entries { try index.append(Self.number(entry.checksum)) }
        for entry in entries { try index.append(Self.number(entry.offset)) }
        try index.append(hash)
        _ = try index.finish()
    }

    /// Type and size: four bits of the size in the first byte, then seven in each, the least significant ones first.
    private static func header(_ type: ObjectType, byteCount: Int) -> [UInt8] {
        var bytes = [UInt8(type.packed << 4 | byteCount & 0xf)]
        var rest = byteCount >> 4
        while rest > 0 {
            bytes[bytes.count - 1] |= 0x80
            bytes.append(UInt8(rest & 0x7f))
            rest >>= 7
        }
        return bytes
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private static func rename(_ old: String, _ new: String) throws {
        guard Foundation.rename(old, new) == 0 else { throw HashedFile.failure(new) }
    }
}

extension ObjectType {
    /// Its number in packs (gitformat-pack(5)).
    fileprivate var packed: Int {
        switch self {
        case .commit: 1
        case .tree: 2
        case .blob: 3
        case .tag: 4
        }
    }
}
