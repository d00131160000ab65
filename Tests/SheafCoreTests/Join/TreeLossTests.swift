import TestSupport
import Testing

@testable import SheafCore

/// What a remote's tree has lost, told by trees alone.
@Suite("What a tree has lost")
struct TreeLossTests {
    private var objects = MemoryObjects()

    private mutating func loss(_ before: ObjectID?, _ now: ObjectID?, floor: CivilMonth? = nil) throws -> TreeLoss<MemoryObjects> {
        var loss = TreeLoss(objects, floor: floor)
        try loss.compare(before, now)
        return loss
    }

    @Test("it is the set difference, whatever else the other tree holds", arguments: Seeds.cases(30))
    mutating func difference(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let before = try RandomState(&random, isClean: true)
        let now = try RandomState(&random, isClean: false)
        let expected = before.held.reduce(0) { $0 + $1.value.subtracting(now.held[$1.key] ?? []).count }
        #expect(try loss(objects.write(before.leaves), objects.write(now.leaves)).lineCount == expected, "seed \(seed)")
        let all = before.held.values.reduce(0) { $0 + $1.count }
        #expect(try loss(objects.write(before.leaves), nil).lineCount == all)
        #expect(try loss(nil, objects.write(now.leaves)).lineCount == 0)
    }

    @Test("an equal tree is not read, and growth loses nothing")
    mutating func growth() throws {
        let pools = try RandomState.pools()
        let all = objects.write(try RandomState.leaves(pools.mapValues { Set($0.lines.indices) }))
        let some = objects.write(try RandomState.leaves(pools.mapValues { _ in [1] }))
        #expect(try loss(all, all).lineCount == 0)
        #expect(objects.reads.trees.isEmpty && objects.reads.blobs.isEmpty)
        #expect(try loss(some, all).lineCount == 0)
        #expect(try loss(all, some).lineCount == 2 * pools.count)
    }

    @Test("months below the floor are left out, not lost")
    mutating func floor() throws {
        let pools = try RandomState.pools()
        let all = objects.write(try RandomState.leaves(pools.mapValues { Set($0.lines.indices) }))
        let flat = pools.keys.filter { ShardPath($0)?.depth == .flat }.count
        let december = pools.keys.filter { $0.contains("2026-12") }.count
        #expect(try loss(all, nil, floor: CivilMonth("2026-12")).lineCount == 3 * (flat + december))
        #expect(try loss(all, nil, floor: CivilMonth("2026-11")).lineCount == 3 * pools.count)
    }

    @Test("what another one's policy has left out is explained by it, unless it evicts an undated record", arguments: Seeds.cases(20))
    mutating func leftOut(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lines = try RetentionPools.lines()
        let retention = try RetentionPools.policy(&random)
        let before = try objects.tree(lines)
        let now = try objects.keep(before, retention)
        let loss = try loss(before, now)
        let hasUndated = lines.contains { $0.path.depth == .flat && retention.evicted.contains($0.line.record) }
        #expect(loss.isBeyondRetention == hasUndated && !loss.hasPartOfARecord, "seed \(seed)")
    }

    @Test("a part of a record is no policy's doing, nor is the greatest fence of a subject")
    mutating func notLeftOut() throws {
        let lines = try RetentionPools.lines()
        let before = try objects.tree(lines)
        let second = try #require(lines.first { $0.path.kind == .session && $0.line.number == 2 })
        let part = try loss(before, try objects.tree(lines.filter { $0 != second }))
        #expect(part.lineCount == 1 && part.hasPartOfARecord && !part.isBeyondRetention)
        var random = SeededGenerator(seed: 3)
        let (lower, greatest) = (
            try RetentionPools.claim("spend", fence: 7, month: "2026-09", &random),
            try RetentionPools.claim("spend", fence: 8, month: "2026-10", &random))
        let forged = try RetentionPools.claim("spend", fence: 9, month: "2026-10", &random, isForged: true)
        let both = try objects.tree(lower + greatest + forged)
        #expect(try !loss(both, try objects.tree(greatest)).isBeyondRetention)
        #expect(try loss(both, try objects.tree(lower + forged)).isBeyondRetention, "the forged one stands for nothing")
        #expect(try loss(both, nil).isBeyondRetention)
    }

    @Test("a claim that is lost tells its lease; a larger blob than is read tells nothing")
    mutating func claims() throws {
        let record = RecordID(high: 0x019a_a68e_af00_7000, low: 0x8000_0000_0000_000a)
        let path = try #require(ShardPath(kind: .claim, record: record))
        let leases: [(Int64, Int64)] = [(40, 1), (90, 2)]
        let lines = try leases.map { lease, fence in
            let claim = FactBody.Claim(subject: "work:1", fence: fence, leaseSeconds: lease)
            let object = Fact.object(.claim(claim), time: HybridTime(at: 1), after: [], isHuman: false)
            return try TestKeys.all[Int(fence)].replicaKey.line(record: record, number: 1, body: object)
        }
        var shard = Shard()
        shard.insert(lines)
        let before = objects.write([path.description: .init(bytes: shard.bytes)])
        #expect(try loss(before, nil).claimLeaseSecondsMax == 90)
        let blob = objects.writeBlob(Array("anything".utf8))
        let now = objects.write([path.description: .init(bytes: Array("anything".utf8))])
        #expect(try loss(before, now).lineCount == 2)
        objects.statedByteCounts[blob] = ShardLimit.byteCountMax + 1
        #expect(try loss(before, now).lineCount == 0)
    }
}
