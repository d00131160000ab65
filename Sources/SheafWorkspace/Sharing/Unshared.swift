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
        let url = try? syncRemote().url
        return try store.read { reader in
            let lacking = try url.map { try reader.facts(lackedBy: $0, in: sidecar) } ?? reader.outbox(limit: .max)
            let kept = try reader.withheld(from: url).filter { $0.decision == .kept }
            let staying = try Set((kept + heldBack(reader, from: url)).map(\.held.sequence))
            return lacking.filter { !retention.leavesOut($0.path, $0.line.record) && !staying.contains($0.sequence) }
        }
    }

    /// How many facts those are; cheap unless the remote's URL has changed since the last exchange.
    func unsharedCount(with remote: SyncRemote?) throws -> Int {
        let isCounted = try store.read { reader in try remote.map { try reader.isAddressed(to: $0.url) } ?? true }
        guard isCounted else { return try unshared().count }
        let retention = try knownRetention()
        return try store.read { reader in
            let held = try newlyFound(reader, for: remote?.url).filter { !retention.leavesOut($0.held.path, $0.held.line.record) }
            return try reader.counts().pending - held.count - reader.leftOut(by: retention).pendingCount
        }
    }
}
