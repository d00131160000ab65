import SheafCore

/// The commits reachable from some and not from others, whatever stores them.
///
/// Own code because libgit2 1.5 knows no shallow boundary: its walk ends there with an error.
struct CommitWalk {
    /// What ordering and descending need of a commit.
    struct Node {
        let parents: [ObjectID]
        let committedAt: Int64
    }

    /// Parents empty at a shallow boundary; throws `GitError.missingObject`.
    let node: (ObjectID) throws -> Node
    let commit: (ObjectID) throws -> Commit

    /// Visits with no more memory than the frontier and the names seen.
    func visitAll(from starts: [ObjectID], _ visit: (Commit) throws -> WalkStep) throws {
        var seen: Set<ObjectID> = []
        var queue = CommitQueue<Commit>()
        for id in starts where seen.insert(id).inserted {
            let found = try commit(id)
            queue.insert(id, at: found.committedAt, found)
        }
        while let (_, _, current) = queue.popFirst() {
            guard try visit(current) == .next else { return }
            for parent in current.parents where seen.insert(parent).inserted {
                let found = try commit(parent)
                queue.insert(parent, at: found.committedAt, found)
            }
        }
    }

    /// Visits what the hidden commits do not reach. Names are collected first, because a hidden path may reach a
    /// commit late.
    func visitVisible(
        from starts: [ObjectID], hiding: [ObjectID], _ visit: (Commit) throws -> WalkStep
    ) throws {
        var painting = Painting(node: node)
        for id in Set(hiding) { try painting.hide(id) }
        for id in starts { try painting.show(id) }
        for id in try painting.visible() {
            guard try visit(try commit(id)) == .next else { return }
        }
    }
}

/// The spreading of "hidden" over a commit graph, newest commits first.
private struct Painting {
    /// After nothing visible is left in the queue, look this much further: clocks of committers disagree. The same
    /// number as git's; a commit that still escapes is only visited once too often.
    private static let slop = 5

    private struct Mark {
        var isHidden: Bool
        var isQueued: Bool
        let parents: [ObjectID]
    }

    private let node: (ObjectID) throws -> CommitWalk.Node
    private var marks: [ObjectID: Mark] = [:]
    private var queue = CommitQueue<Void>()
    private var visibleQueued = 0
    private var order: [ObjectID] = []

    init(node: @escaping (ObjectID) throws -> CommitWalk.Node) {
        self.node = node
    }

    mutating func hide(_ id: ObjectID) throws { try meet(id, hidden: true) }

    mutating func show(_ id: ObjectID) throws { try meet(id, hidden: false) }

    /// - Returns: the commits that stayed visible, newest first.
    mutating func visible() throws -> [ObjectID] {
        var patience = Self.slop
        var oldestVisible = Int64.max
        while patience > 0, let (time, id, _) = queue.popFirst(), let mark = marks[id] {
            marks[id]?.isQueued = false
            if !mark.isHidden {
                visibleQueued -= 1
                oldestVisible = time
                order.append(id)
            }
            for parent in mark.parents { try meet(parent, hidden: mark.isHidden) }
            let mayMatter = visibleQueued > 0 || (queue.first.map { $0.time >= oldestVisible } ?? false)
            patience = mayMatter ? Self.slop : patience - 1
        }
        return order.filter { marks[$0]?.isHidden == false }
    }

    private mutating func meet(_ id: ObjectID, hidden: Bool) throws {
        if marks[id] == nil { return try enqueue(id, hidden: hidden) }
        if hidden { spread(from: id) }
    }

    private mutating func enqueue(_ id: ObjectID, hidden: Bool) throws {
        do {
            let found = try node(id)
            marks[id] = Mark(isHidden: hidden, isQueued: true, parents: found.parents)
            queue.insert(id, at: found.committedAt, ())
            if !hidden { visibleQueued += 1 }
        } catch GitError.missingObject where hidden {
            marks[id] = Mark(isHidden: true, isQueued: false, parents: [])
        }
    }

    /// Hides a commit that was taken for visible, and what it had led to by then.
    private mutating func spread(from id: ObjectID) {
        var stack = [id]
        while let next = stack.popLast() {
            guard let mark = marks[next], !mark.isHidden else { continue }
            marks[next]?.isHidden = true
            if mark.isQueued { visibleQueued -= 1 }
            stack += mark.parents
        }
    }
}
