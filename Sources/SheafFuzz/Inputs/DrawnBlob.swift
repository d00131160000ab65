@testable import SheafCore

/// Blobs of a shard: whole lines that fit and that do not, in any order, cut, repeated and damaged.
enum DrawnBlob {
    static let paths = ["sessions/2026-11/21/a", "claims/2026-11/a", "replicas/1", "zoo/a", "work/2026-11/0"].compactMap { ShardPath($0) }

    /// Six that `sessions/2026-11/21/a` holds, two of another shard.
    private static let lines: [[UInt8]] = (0..<8).compactMap { index in
        let digit: UInt8 = index < 6 ? 10 : 11
        let record = RecordID(time: Instant(milliseconds: 1_795_267_464_000), entropy: [UInt8](repeating: 0, count: 9) + [digit])
        guard let replica = ReplicaID(bytes: [UInt8](repeating: 1, count: 32)) else { return nil }
        let body: JSONObject = ["at": .integer(Int64(index)), "kind": "kept"]
        return DrawnLines.line(record, replica, Int64(1 + index % 3), JSONValue.object(body).canonicalBytes)?.bytes
    }

    /// - Returns: at most some kilobytes.
    static func next(_ draw: inout Draw) -> [UInt8] {
        var blob: [UInt8] = []
        for _ in 0..<draw.below(12) {
            var piece = draw.rarely(12) ? draw.bytes(draw.below(256)) : draw.pick(lines)
            if draw.rarely(8), !piece.isEmpty { piece[Int(draw.byte()) % piece.count] ^= draw.byte() }
            if draw.rarely(16) { piece = Array(piece.prefix(Int(draw.byte()))) }
            blob += piece
            if !draw.rarely(12) { blob.append(0x0a) }
            if draw.rarely(16) { blob.append(0x0a) }
        }
        return blob
    }

    /// `sort -u` of what passes L0, a second time and in the plainest words: Protocol, 3-join, section 1.
    static func union(_ blobs: [[UInt8]], at path: ShardPath) -> [UInt8] {
        var lines: Set<[UInt8]> = []
        for blob in blobs {
            for piece in blob.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast().map(Array.init) {
                if let line = try? Line(bytes: piece), path.holds(line.record) { lines.insert(piece) }
            }
        }
        return lines.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 + [0x0a] }
    }
}
