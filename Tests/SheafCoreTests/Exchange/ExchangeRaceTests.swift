import TestSupport
import Testing

@testable import SheafCore

/// Several replicas against one ref in memory, with every step interleaved at random.
@Suite("Exchanges that race")
struct ExchangeRaceTests {
    @Test("whatever is interleaved, refused, lost or destroyed, all end with the union", arguments: Seeds.cases(20))
    func converge(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<8 {
            var race = try Race(&random)
            for _ in 0..<Int.random(in: 20...120, using: &random) { try race.step(&random, isCalm: false) }
            try race.settle(&random)
            #expect(race.trees == Array(repeating: race.union, count: race.trees.count), "seed \(seed)")
            let pushCount = race.pushCount
            try race.settle(&random)
            #expect(race.pushCount == pushCount, "seed \(seed): one more round pushed")
        }
    }
}

/// Replicas with different facts, and a remote that only compares and swaps.
private struct Race {
    private var objects = MemoryObjects()
    private var replicas: [Replica]
    private var remote = Exchange.RemoteState.absent
    /// Commits are numbered blobs: only their identity matters here.
    private var commitCount = 0
    private var treeOfCommit: [ObjectID: ObjectID] = [:]
    private(set) var pushCount = 0
    let union: ObjectID?

    private struct Replica {
        var tree: ObjectID?
        var exchange = Exchange()
        var effect: Exchange.Effect?
        var fetched = Exchange.RemoteState.absent
    }

    init(_ random: inout SeededGenerator) throws {
        let count = Int.random(in: 2...4, using: &random)
        let states = try (0..<count).map { _ in try RandomState(&random, isClean: true) }
        var objects = MemoryObjects()
        replicas = states.map { Replica(tree: $0.held.isEmpty ? nil : objects.write($0.leaves)) }
        let held = states.reduce(into: [:]) { $0.merge($1.held) { $0.union($1) } }
        union = held.isEmpty ? nil : objects.write(try RandomState.leaves(held))
        self.objects = objects
    }

    var trees: [ObjectID?] { replicas.map(\.tree) }

    /// Undisturbed: each replica ends what it has begun, then brings what it holds, then fetches what all hold.
    mutating func settle(_ random: inout SeededGenerator) throws {
        for _ in 0..<3 {
            for index in replicas.indices {
                repeat { try perform(index, isCalm: true, &random) } while replicas[index].effect != nil
            }
        }
    }

    mutating func step(_ random: inout SeededGenerator, isCalm: Bool) throws {
        if random.chance(3) { remote = .absent }
        if random.chance(3) { remote = .garbage(objects.writeBlob(random.bytes(4))) }
        try perform(random.pick(Array(replicas.indices)), isCalm: isCalm, &random)
    }

    /// Performs one replica's effect; without one it begins an exchange.
    private mutating func perform(_ index: Int, isCalm: Bool, _ random: inout SeededGenerator) throws {
        guard let effect = replicas[index].effect else {
            replicas[index].exchange = Exchange()
            replicas[index].effect = replicas[index].exchange.handle(.start)
            return
        }
        let event: Exchange.Event
        switch effect {
        case .fetch:
            replicas[index].fetched = remote
            event = !isCalm && random.chance(5) ? .failed(reason: "unreachable") : .fetched(remote)
        case .join(let remoteTree):
            var join = TreeJoin(objects)
            replicas[index].tree = try join.join(local: replicas[index].tree, remote: remoteTree)
            objects = join.objects
            event = .joined(tree: replicas[index].tree)
        case .commit(let tree, _, _):
            commitCount += 1
            let commit = objects.writeBlob(Array("commit \(commitCount)".utf8))
            treeOfCommit[commit] = tree
            event = .committed(commit)
        case .push(let commit, _):
            event = push(commit, from: index, isCalm: isCalm, &random)
        case .wait:
            event = .waited
        case .adopt, .finish, .weighClaim:
            replicas[index].effect = nil
            return
        }
        replicas[index].effect = replicas[index].exchange.handle(event)
    }

    /// Accepted only if the ref is what was fetched; the reply may be lost either way.
    private mutating func push(
        _ commit: ObjectID, from index: Int, isCalm: Bool, _ random: inout SeededGenerator
    ) -> Exchange.Event {
        let isLost = !isCalm && random.chance(20)
        let isAccepted = remote == replicas[index].fetched && (isCalm || random.chance(90))
        if isAccepted, let tree = treeOfCommit[commit] {
            remote = .commit(commit, tree: tree)
            pushCount += 1
        }
        return isAccepted && !isLost ? .accepted : .notAccepted(reason: "refused", random: random.next())
    }
}
