import SheafCore
import SheafStore
import SheafSync

extension Workspace {
    /// What the next exchange would send: facts that the remote is not known to have, in order of intake, without those
    /// that the policy leaves out and those that are held back because they look like secrets.
    ///
    /// - Throws: `StoreError`, `GitError`.
    public func unshared() throws -> [HeldFact] {
        let retention = try retention()
        let remote = try? syncRemote()
        let lacking = try remote.map { try unshared(with: $0) } ?? store.read { try $0.outbox(limit: .max) }
        let staying = try store.read { reader in
            try Set((reader.withheld().filter { $0.decision == .kept } + heldBack(reader)).map(\.held.sequence))
        }
        return lacking.filter { !retention.leavesOut($0.path, $0.line.record) && !staying.contains($0.sequence) }
    }

    /// How many facts those are; cheap unless the remote's URL has changed since the last exchange.
    func unsharedCount(with remote: SyncRemote?) throws -> Int {
        guard let remote, try !store.read({ try $0.hasLastExchanged(with: remote.url) }) else {
            let retention = try knownRetention()
            return try store.read { reader in
                let held = try newlyFound(reader).filter { !retention.leavesOut($0.held.path, $0.held.line.record) }
                return try reader.counts().pending - held.count - reader.leftOut(by: retention).pendingCount
            }
        }
        return try unshared().count
    }

    /// The outbox knows of one remote, the one of the last exchange. Another one lacks what its own last tip lacks, and
    /// everything if it was never seen.
    private func unshared(with remote: SyncRemote) throws -> [HeldFact] {
        try store.read { reader in
            if try reader.hasLastExchanged(with: remote.url) { return try reader.outbox(limit: .max) }
            let held = try reader.facts(after: 0, limit: .max)
            guard let tip = try reader.remote(remote.url)?.tip, let known = try sidecar.tree(of: tip) else { return held }
            let projection = try reader.projection()
            var join = TreeJoin(try sidecar.batch())
            // What is too large to be compared is told rather than left out.
            do { _ = try join.join(local: known, remote: try projection.tip.flatMap { try sidecar.tree(of: $0) }) }
            catch is JoinError { return held }
            let lacking = Set(join.result.new.map(\.line.hash))
            return held.filter { $0.sequence > projection.sequence || lacking.contains($0.line.hash) }
        }
    }
}

extension StoreReader {
    fileprivate func hasLastExchanged(with url: String) throws -> Bool {
        guard let own = try remote(url)?.syncedAt else { return false }
        return try remotes().allSatisfy { row in row.url == url || row.syncedAt.map { $0 < own } ?? true }
    }
}
