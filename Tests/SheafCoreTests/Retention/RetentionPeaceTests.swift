import TestSupport
import Testing

@testable import SheafCore

/// Replicas with different policies on one remote: nobody loses a fact, and nobody pushes for ever.
@Suite("Replicas with different retention")
struct RetentionPeaceTests {
    /// What one replica holds and does, as `StateReplication` does it.
    private struct Replica {
        var held: Set<ArrivedLine> = []
        var pending: Set<ArrivedLine> = []
        var local: ObjectID?
        var retention = Retention.everything

        /// - Returns: whether it pushed.
        mutating func exchange(_ remote: inout ObjectID?, _ objects: inout MemoryObjects) throws -> Bool {
            let written = pending.filter { !retention.leavesOut($0.path, $0.line.record) }
            var insert = TreeInsert(objects)
            let grown = try insert.insert(written, into: local)
            objects = insert.objects
            if grown != local { local = try objects.keep(grown, retention) }
            let joined = try objects.join(local, remote)
            held.formUnion(joined.new)
            var plan = WrittenTree(objects, retention)
            let target = try plan.tree(joined: joined.tree, remote: remote, pending: Array(pending))
            objects = plan.objects
            pending = []
            defer { local = target }
            guard let target, target != remote else { return false }
            remote = target
            return true
        }

        mutating func change(to retention: Retention) {
            pending.formUnion(held.filter {
                self.retention.concerns($0.path, $0.line.record) && !retention.concerns($0.path, $0.line.record)
            })
            self.retention = retention
        }
    }

    @Test("after the last news each pushes at most once more, then nobody does; all that anybody keeps is on the remote",
        arguments: Seeds.cases(40))
    func peace(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var objects = MemoryObjects()
        var remote: ObjectID?
        var unwritten = try RetentionPools.units().shuffled(using: &random)
        var replicas = try (0..<Int.random(in: 2...5, using: &random)).map { _ in
            Replica(retention: try RetentionPools.policy(&random))
        }
        while !unwritten.isEmpty {
            let index = random.pick(Array(replicas.indices))
            switch Int.random(in: 0..<10, using: &random) {
            case 0: replicas[index].change(to: try RetentionPools.policy(&random))
            case 1...5:
                let lines = unwritten.removeLast()
                replicas[index].held.formUnion(lines)
                replicas[index].pending.formUnion(lines)
            default: _ = try replicas[index].exchange(&remote, &objects)
            }
        }
        for index in replicas.indices { _ = try replicas[index].exchange(&remote, &objects) }

        var pushes = [Int](repeating: 0, count: replicas.count)
        for _ in 0..<3 {
            for index in replicas.indices.shuffled(using: &random) {
                if try replicas[index].exchange(&remote, &objects) { pushes[index] += 1 }
            }
        }
        #expect(pushes.allSatisfy { $0 <= 1 }, "seed \(seed): \(pushes)")
        for index in replicas.indices {
            #expect(try !replicas[index].exchange(&remote, &objects), "seed \(seed)")
            let kept = try objects.keep(replicas[index].held, replicas[index].retention)
            #expect(try objects.lines(of: remote).isSuperset(of: kept), "seed \(seed)")
        }
    }

    @Test("with one policy the remote ends as exactly what it keeps of everything", arguments: Seeds.cases(15))
    func agreement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var objects = MemoryObjects()
        var remote: ObjectID?
        let retention = try RetentionPools.policy(&random)
        var replicas = [Replica](repeating: Replica(retention: retention), count: 3)
        let units = try RetentionPools.units()
        for lines in units.shuffled(using: &random) {
            let index = random.pick(Array(replicas.indices))
            replicas[index].held.formUnion(lines)
            replicas[index].pending.formUnion(lines)
            if random.chance(20) { _ = try replicas[index].exchange(&remote, &objects) }
        }
        for _ in 0..<2 { for index in replicas.indices { _ = try replicas[index].exchange(&remote, &objects) } }
        let expected = try objects.keep(objects.tree(units.flatMap(\.self)), retention)
        #expect(remote == expected, "seed \(seed)")
    }

    /// The counter-example to leaving out in every push: each would put back what the other takes away, for ever.
    @Test("two that evict each other's records give back once and are silent")
    func rivals() throws {
        var objects = MemoryObjects()
        let lines = try RetentionPools.lines().filter { $0.path.kind == .session }
        let (first, second) = (lines[0].line.record, lines[4].line.record)
        var remote = try objects.tree(lines)
        var ada = Replica(retention: Retention(evicted: [first]))
        var ben = Replica(retention: Retention(evicted: [second]))
        #expect(try !ada.exchange(&remote, &objects), "a difference that only concerns the evicted is no reason to push")
        #expect(try !ben.exchange(&remote, &objects))
        let news = try #require(try RetentionPools.lines().first { $0.path.kind == .work })
        ada.held.insert(news)
        ada.pending.insert(news)
        #expect(try ada.exchange(&remote, &objects))
        #expect(try objects.lines(of: remote).allSatisfy { $0.line.record != first })
        #expect(try ben.exchange(&remote, &objects), "what ben keeps was lost on the remote")
        #expect(try objects.lines(of: remote) == Set(lines + [news]), "and giving it back takes nothing away")
        for _ in 0..<3 {
            #expect(try !ada.exchange(&remote, &objects))
            #expect(try !ben.exchange(&remote, &objects))
        }
    }

    @Test("a person can have everything left out now, news or not, and even when nothing remains")
    func deliberate() throws {
        var objects = MemoryObjects()
        let lines = try RetentionPools.lines()
        let remote = try #require(try objects.tree(lines))
        for retention in [Retention(floor: CivilMonth("2026-11")), Retention(evicted: [lines[0].line.record])] {
            var plan = WrittenTree(objects, retention)
            let target = try plan.tree(joined: remote, remote: remote, pending: [], isDeliberate: true)
            objects = plan.objects
            let kept = try objects.keep(remote, retention)
            #expect(target == kept)
            var again = WrittenTree(objects, retention)
            #expect(try again.tree(joined: remote, remote: target, pending: [], isDeliberate: true) == target)
        }
        let work = try objects.tree(lines.filter { $0.path.kind == .work })
        var plan = WrittenTree(objects, Retention(floor: CivilMonth("2099-12")))
        let empty = try plan.tree(joined: work, remote: work, pending: [], isDeliberate: true)
        objects = plan.objects
        #expect(try empty.map { try objects.leaves(of: $0).keys.sorted() } == ["format"])
    }
}
