import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// What `gc` gained.
public struct CollectionReport: Hashable, Sendable {
    public struct Size: Hashable, Sendable {
        /// Bytes.
        public let before: Int
        public let after: Int
    }

    public let sidecar: Size
    /// With its write-ahead log.
    public let database: Size
    public let packCount: Size
}

extension Workspace {
    /// Packs the sidecar, prunes what no ref has reached for an hour, empties the write-ahead log, and gives the database's
    /// free pages back where that is worth the copying. Loses nothing.
    ///
    /// - Throws: `GitError` (a `git` executable is needed), `StoreError`.
    public func collectGarbage() throws -> CollectionReport {
        let git = try GitExecutable.find(in: surroundings.environment)
        let sidecarBefore = sidecar.byteCount(), packsBefore = try sidecar.packCount()
        let databaseBefore = store.byteCount
        try sidecar.collectGarbage(with: git)
        try store.compact()
        return CollectionReport(
            sidecar: .init(before: sidecarBefore, after: sidecar.byteCount()),
            database: .init(before: databaseBefore, after: store.byteCount),
            packCount: .init(before: packsBefore, after: try sidecar.packCount()))
    }

    /// Exchanges first, also to leave out what the policy evicts, and then cuts the history of the remote's ref.
    ///
    /// - Throws: `WorkspaceError.noConsent` unless somebody has allowed sending to this URL; `TransportError`, and as `sync`.
    public func truncate(
        patience: Exchange.Patience = Exchange.Patience(), progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> (sync: SyncReport, outcome: Truncation.Outcome?) {
        let report = try await sync(isTyped: false, isLeavingOut: true, patience: patience, progress: progress)
        guard case .inSync = report.outcome else { return (report, nil) }
        let truncation = Truncation(replication: try replication(), transport: try transport(), remote: try syncRemote())
        return (report, try await truncation.run())
    }
}
