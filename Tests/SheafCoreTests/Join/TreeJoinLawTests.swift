import TestSupport
import Testing

@testable import SheafCore

/// The join of whole trees, by the names that git gives them.
@Suite("Laws of the join, on trees")
struct TreeJoinLawTests {
    /// 10 cases of 300 triples, each tree with something invalid in it.
    @Test("the join of any trees is the tree of the union of their valid lines", arguments: Seeds.cases(10))
    func union(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<300 {
            let states = try (0..<3).map { _ in try RandomState(&random, isClean: random.chance(30)) }
            if let broken = try brokenLaw(of: states) {
                Issue.record("seed \(seed), triple \(round): \(broken); valid lines: \(states.map(\.held))")
                return
            }
        }
    }

    /// nil when every law holds.
    private func brokenLaw(of states: [RandomState]) throws -> String? {
        var objects = MemoryObjects()
        let trees = states.map { objects.write($0.leaves) }
        let (a, b, c) = (trees[0], trees[1], trees[2])
        let (cleanA, rejectedOfA) = try join(nil, a, &objects)
        let (cleanB, rejectedOfB) = try join(nil, b, &objects)
        guard cleanA == objects.write(try RandomState.leaves(states[0].held)) else {
            return "the invalid is not dropped"
        }
        guard rejectedOfA == states[0].invalidCount, rejectedOfB == states[1].invalidCount else {
            return "of \(states[0].invalidCount) and \(states[1].invalidCount) invalid things "
                + "\(rejectedOfA) and \(rejectedOfB) are reported"
        }
        let ab = try join(cleanA, b, &objects).tree
        guard ab == (try join(cleanB, a, &objects).tree) else { return "not commutative" }
        let all = try join(ab, c, &objects).tree
        let bc = try join(cleanB, c, &objects).tree
        guard all == (try join(cleanA, bc, &objects).tree) else { return "not associative" }
        guard try join(all, all, &objects).tree == all, try join(all, b, &objects).tree == all else {
            return "not idempotent"
        }
        let union = states.reduce(into: [:]) { $0.merge($1.held) { $0.union($1) } }
        guard all == objects.write(try RandomState.leaves(union)) else { return "not the union" }
        return nil
    }

    private func join(
        _ local: ObjectID?, _ remote: ObjectID?, _ objects: inout MemoryObjects
    ) throws -> (tree: ObjectID?, rejectedCount: Int) {
        var join = TreeJoin(objects)
        let tree = try join.join(local: local, remote: remote)
        objects = join.objects
        return (tree, join.result.rejectedCount)
    }
}
