@testable import SheafCore

extension FuzzTarget {
    /// Two strangers' trees: joined in either order and any number of times they are one tree, which holds the union of
    /// their valid lines and nothing else.
    static let tree = FuzzTarget(name: "tree") { bytes in
        var draw = Draw(bytes)
        var objects = DrawnObjects()
        let trees = [objects.drawTree(&draw), objects.drawTree(&draw)]
        guard let first = joined(nil, trees[0], &objects), let second = joined(nil, trees[1], &objects) else { return }
        guard let forward = joined(first.tree, trees[1], &objects), let backward = joined(second.tree, trees[0], &objects) else {
            return expect(false, "what joins with nothing joins with everything")
        }
        expect(forward.tree == backward.tree, "a join has no sides")
        for other in [first.tree, second.tree, forward.tree] {
            let again = joined(forward.tree, other, &objects)
            expect(again?.tree == forward.tree && again?.result.new.isEmpty == true, "a join with what was joined changes nothing")
        }
        checkLines(of: forward.tree, from: trees, objects)
        var loss = TreeLoss(objects)
        expect((try? loss.compare(first.tree, forward.tree)) != nil && loss.lineCount == 0, "a join loses nothing")
        checkInserted(forward.result, first.tree, forward.tree, &objects)
    }

    /// nil when an object is missing: an expected end of a join.
    private static func joined(
        _ local: ObjectID?, _ remote: ObjectID, _ objects: inout DrawnObjects
    ) -> (tree: ObjectID, result: JoinResult)? {
        var join = TreeJoin(objects)
        guard let tree = try? join.join(local: local, remote: remote) else { return nil }
        objects = join.objects
        return (tree, join.result)
    }

    private static func checkLines(of joined: ObjectID, from trees: [ObjectID], _ objects: DrawnObjects) {
        let sources = trees.map { (try? objects.leaves(of: $0)) ?? [:] }
        guard let leaves = try? objects.leaves(of: joined) else { return expect(false, "a joined tree is whole") }
        for (path, blob) in leaves where path != "format" {
            guard let path = ShardPath(path) else { return expect(false, "a joined tree has valid paths: \(path)") }
            let wanted = DrawnBlob.union(sources.compactMap { $0[path.description] }, at: path)
            expect(blob == wanted && !blob.isEmpty, "a shard is the sorted union: \(path) \(shown(blob)), \(shown(wanted))")
        }
        expect(leaves["format"] == Array("sheaf 1\n".utf8), "a joined tree says its format")
        for path in Set(sources.flatMap(\.keys)).compactMap({ ShardPath($0) }) where leaves[path.description] == nil {
            let lost = DrawnBlob.union(sources.compactMap { $0[path.description] }, at: path)
            expect(lost.isEmpty, "no valid line is lost: \(path) \(shown(lost))")
        }
    }

    /// What a join says is new makes, put into the old tree, the new one.
    private static func checkInserted(
        _ result: JoinResult, _ before: ObjectID, _ after: ObjectID, _ objects: inout DrawnObjects
    ) {
        var insert = TreeInsert(objects)
        let inserted = try? insert.insert(result.new, into: before)
        expect(inserted == after, "new lines, inserted, make the joined tree")
        objects = insert.objects
    }
}
