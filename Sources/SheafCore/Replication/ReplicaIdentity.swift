/// Who a database writes as. DESIGN section 4, "Identity".
public enum ReplicaIdentity: Hashable, Sendable {
    case keep
    /// The repository was moved: same replica, new path.
    case rebind
    case mint(Reason)

    public enum Reason: String, Hashable, Sendable {
        case firstUse = "first-use"
        case keyMissing = "key-missing"
        /// The repository that the key serves is still where it was: this one is a copy.
        case copied = "copied"
        /// The ref or the sidecar holds lines of this replica that the database lacks.
        case databaseBehind = "database-behind"
        case restored = "restored"

        /// For `status` and `doctor`.
        public var explanation: String {
            switch self {
            case .firstUse: "the database is new"
            case .keyMissing: "the replica's private key is not on this machine"
            case .copied: "the repository was copied and the original is still there"
            case .databaseBehind: "the database is older than what its replica has already written"
            case .restored: "the database came from a backup"
            }
        }
    }

    /// What a database and its surroundings say about it.
    public struct Evidence: Hashable, Sendable {
        /// The database's replica; nil before the first.
        public var replica: ReplicaID?
        public var isRestored = false
        /// Lines of the replica came back from elsewhere.
        public var lacksOwnLines = false
        /// The folder that the replica's key serves; nil without a key.
        public var keyPath: String?
        /// The folder that the database lies in.
        public var path: String
        /// Another database lies in `keyPath`.
        public var isOtherAlive = false

        public init(path: String) {
            self.path = path
        }
    }

    public init(_ evidence: Evidence) {
        switch evidence {
        case _ where evidence.replica == nil: self = .mint(.firstUse)
        case _ where evidence.isRestored: self = .mint(.restored)
        case _ where evidence.lacksOwnLines: self = .mint(.databaseBehind)
        case _ where evidence.keyPath == nil: self = .mint(.keyMissing)
        case _ where evidence.keyPath == evidence.path: self = .keep
        case _ where evidence.isOtherAlive: self = .mint(.copied)
        default: self = .rebind
        }
    }
}
