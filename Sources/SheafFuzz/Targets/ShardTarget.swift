@testable import SheafCore

extension FuzzTarget {
    /// Blobs of one shard: three of them joined in every order are the sorted union of their valid lines.
    static let shard = FuzzTarget(name: "shard") { bytes in
        var draw = Draw(bytes)
        let isDrawn = draw.rarely(2)
        let path = isDrawn ? DrawnBlob.paths[0] : draw.pick(DrawnBlob.paths)
        let blobs = isDrawn ? (0..<3).map { _ in DrawnBlob.next(&draw) } : draw.parts(3)
        let wanted = DrawnBlob.union(blobs, at: path)
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let joined = join(order.map { blobs[$0] }, at: path)
            expect(joined.bytes == wanted, "a join is the sorted union: \(shown(joined.bytes)), \(shown(wanted))")
        }
        checkNormalised(blobs, at: path)
    }

    private static func join(_ blobs: [[UInt8]], at path: ShardPath) -> Shard {
        var shard = Shard()
        for blob in blobs {
            let before = shard.lineCount
            let joined = shard.join(blob, at: path)
            expect(joined.new.count == shard.lineCount - before, "what is new is what was added")
            expect(joined.failures.count <= joined.failureCount, "every failure that is listed is counted")
        }
        return shard
    }

    /// A blob that was joined is its own normal form, and nothing is missing from it.
    private static func checkNormalised(_ blobs: [[UInt8]], at path: ShardPath) {
        let whole = join(blobs, at: path)
        expect(Shard(trusted: whole.bytes).bytes == whole.bytes, "a joined blob is normal")
        var again = whole
        let repeated = again.join(whole.bytes, at: path)
        expect(repeated.new.isEmpty && repeated.failureCount == 0 && again == whole, "a join with itself changes nothing")
        expect(whole.missing(from: whole.bytes).isEmpty, "a blob lacks nothing of itself")
        var (left, right) = (join([blobs[0]], at: path), join([blobs[1]], at: path))
        let other = right
        right.formUnion(left)
        left.formUnion(other)
        expect(left == right && left == join([blobs[0], blobs[1]], at: path), "a union of shards is a join of blobs")
    }
}
