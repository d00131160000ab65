/// What ends an exchange for a reason of this side or of the remote's content; a remote that cannot be reached is an
/// outcome, not an error.
public enum SyncError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The local ref kept moving under this process.
    case sidecarContended(attempts: Int)
    /// The remote's tree is too large to be walked; nothing of it was joined.
    case tooLarge(JoinError)
    /// The shard that a claim belongs to takes no more automatic facts.
    case noRoom(ShardPath)

    public var description: String {
        switch self {
        case .sidecarContended(let attempts):
            "other Sheaf processes moved the local state \(attempts) times in a row; run `sheaf sync` again"
        case .tooLarge(let error):
            "\(error); run `sheaf doctor` to see what the remote holds"
        case .noRoom(let path):
            "nothing can be claimed this month: \(path) is larger than \(ShardLimit.automaticByteCountMax >> 20) MiB; "
                + "`sheaf doctor` shows what is over its limit"
        }
    }
}
