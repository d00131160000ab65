import SheafCore
import SheafGit
import SheafStore

/// Cuts the history of a remote's state ref: a commit without parents that has the tip's own tree, pushed with a lease on
/// exactly that tip. Readers never look at history, so nobody has to know. Protocol: 5-sync, section 6.2.
public struct Truncation: Sendable {
    public enum Outcome: Hashable, Sendable {
        /// `from` was the tip; nothing but history has gone.
        case truncated(from: ObjectID, to: ObjectID)
        /// There is no history to cut: no ref, or one commit.
        case nothingToCut
        /// Somebody else pushed meanwhile, or the remote does not allow it; nothing has happened.
        case refused(reason: String)
    }

    private let replication: Replication
    private let transport: any StateTransport
    private let remote: SyncRemote

    public init(replication: Replication, transport: any StateTransport, remote: SyncRemote) {
        self.replication = replication
        self.transport = transport
        self.remote = remote
    }

    /// One attempt.
    ///
    /// - Throws: `TransportError` when there was no answer: the history may have been cut or not, which changes nothing for
    ///   anybody; `GitError`, `StoreError`, `SyncError`.
    public func run() async throws -> Outcome {
        try await transport.fetch(remote.name)
        guard case .commit(let tip, let tree) = try replication.sidecar.state(of: remote.tracking),
            try replication.sidecar.hasParent(tip)
        else { return .nothingToCut }
        let root = try replication.commit(tree, parent: nil)
        switch try await transport.push(root, to: remote.name, replacing: tip) {
        case .rejected(let reason), .declined(let reason): return .refused(reason: reason)
        case .accepted:
            try replication.sidecar.setReference(remote.tracking, to: root)
            // Else the local ref would keep the old history alive.
            let local = try replication.project(tracking: remote.tracking)
            if local.tree == tree { _ = try replication.adopt(root, insteadOf: local, upTo: local.sequence) }
            return .truncated(from: tip, to: root)
        }
    }
}
