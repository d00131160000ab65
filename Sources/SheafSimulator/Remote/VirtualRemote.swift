import SheafCore

/// The remote: a repository with one ref, moved by compare-and-swap only.
final class VirtualRemote {
    let repository: VirtualRepository
    private(set) var tip: ObjectID?
    /// Every value the ref has had, oldest first.
    private(set) var history: [ObjectID?] = [nil]
    /// How often the ref, by no replica's doing, came to name less than before.
    private(set) var lossCount = 0
    private(set) var acceptedCount = 0

    init(_ pool: ObjectPool) {
        repository = VirtualRepository(pool, Fuse())
    }

    var pool: ObjectPool { repository.pool }

    /// A push on its way, with everything that it needs.
    struct Push {
        let commit: ObjectID
        let replacing: ObjectID?
        let objects: ObjectSet
    }

    /// - Throws: `MissingObject` when the sender lacks something that its commit reaches.
    func prepare(_ commit: ObjectID, replacing: ObjectID?, from sender: VirtualRepository) throws -> Push {
        Push(commit: commit, replacing: replacing, objects: try repository.missing(below: commit, from: sender))
    }

    /// What git's receive-pack decides.
    ///
    /// - Returns: whether the ref has moved, or stood there already.
    func receive(_ push: Push) throws -> Bool {
        if let replacing = push.replacing {
            guard tip == replacing else { return false }
        } else {
            guard tip != push.commit else { return true }
            guard isFastForward(to: push.commit) else { return false }
        }
        try checkSilence(push)
        try repository.store(push.objects)
        move(to: push.commit)
        acceptedCount += 1
        return true
    }

    private func isFastForward(to commit: ObjectID) -> Bool {
        guard let tip else { return true }
        var ancestor = pool.parent(of: commit)
        while let candidate = ancestor {
            if candidate == tip { return true }
            ancestor = pool.parent(of: candidate)
        }
        return false
    }

    private func checkSilence(_ push: Push) throws {
        guard let tip, let old = pool.tree(of: tip), old == pool.tree(of: push.commit) else { return }
        // Built on another commit of the same tree: its sender could not know.
        guard pool.parent(of: push.commit) == tip else { return }
        throw Violation(law: .silence, detail: "\(push.commit) has the tree of \(tip)")
    }

    /// A hand, a host or a hostile writer moves the ref wherever it likes.
    ///
    /// - Parameter isLoss: something that was there is gone.
    func force(_ id: ObjectID?, objects: [ObjectID] = [], isLoss: Bool) throws {
        try repository.store(objects.reduce(into: ObjectSet()) { $0.insert(pool.number(of: $1)) })
        if isLoss { lossCount += 1 }
        move(to: id)
    }

    private func move(to id: ObjectID?) {
        tip = id
        history.append(id)
    }

    var tree: ObjectID? { tip.flatMap { pool.tree(of: $0) } }
}
