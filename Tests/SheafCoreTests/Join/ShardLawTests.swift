import Testing
import TestSupport

@testable import SheafCore

/// The join of shards is a union of sets, shown on the bytes of the blobs.
@Suite("Laws of the join, on encoded shards")
struct ShardLawTests {
    /// 20 cases of 10,000 triples.
    @Test("commutative, associative, idempotent and order-free over 200,000 triples", arguments: Seeds.cases(20))
    func semilattice(seed: UInt64) throws {
        let pool = try LinePool.one()
        var random = SeededGenerator(seed: seed)
        for round in 0..<10_000 {
            let sets = (0..<3).map { _ in pool.subset(&random) }
            if let broken = brokenLaw(of: sets, pool, &random) {
                Issue.record("seed \(seed), triple \(round): \(broken); line numbers of the shards: \(sets)")
                return
            }
        }
    }

    /// nil when every law holds for the three sets of lines.
    private func brokenLaw(of sets: [[Int]], _ pool: LinePool, _ random: inout SeededGenerator) -> String? {
        let blobs = sets.map(pool.blob)
        let (a, b, c) = (Shard(trusted: blobs[0]), Shard(trusted: blobs[1]), Shard(trusted: blobs[2]))
        let (ab, bc) = (join(a, b), join(b, c))
        guard ab.bytes == join(b, a).bytes else { return "not commutative" }
        let all = join(ab, c).bytes
        guard all == join(a, bc).bytes else { return "not associative" }
        guard join(a, a).bytes == blobs[0], join(ab, b).bytes == ab.bytes else { return "not idempotent" }
        guard all == pool.blob(Set(sets.joined()).sorted()) else { return "not the union" }
        guard grouped(sets, pool, &random) == all else { return "depends on grouping or on the order inside a blob" }
        return nil
    }

    private func join(_ left: Shard, _ right: Shard) -> Shard {
        var joined = left
        joined.formUnion(right)
        return joined
    }

    /// The lines of all sets, duplicates included, dealt anew into blobs that are not sorted.
    private func grouped(_ sets: [[Int]], _ pool: LinePool, _ random: inout SeededGenerator) -> [UInt8] {
        let lines = sets.joined().shuffled(using: &random)
        return random.pieces(of: lines, countMax: 3).reduce(Shard()) { join($0, Shard(trusted: pool.blob($1))) }.bytes
    }
}
