import SheafCore
import SheafGit

/// What an exchange is doing right now.
public enum SyncProgress: Hashable, Sendable {
    case fetching
    case joining
    case pushing
    case waiting(milliseconds: UInt64)
    case transfer(TransferProgress)
}

/// How one exchange ended.
public struct SyncReport: Sendable {
    public let remote: SyncRemote
    public let outcome: Exchange.Outcome
    /// The tree that this replica holds now.
    public let tree: ObjectID?
    /// Lines that came in and were new.
    public let receivedCount: Int
    /// Of these, lines that this replica had signed and had lost: it must become a new replica before it writes again.
    public let ownCount: Int
    /// Entries and lines that did not pass the structural check and were kept aside.
    public let rejectedCount: Int
    /// Shards over the size limit.
    public let carried: [ShardPath]
    /// Pushes that the remote refused or that got no reply.
    public let failedPushCount: Int
    /// Why the remote could not be reached, when that was so.
    public let failure: TransportError?
    /// What the remote's ref was at the last fetch.
    public let remoteState: Exchange.RemoteState?
}
