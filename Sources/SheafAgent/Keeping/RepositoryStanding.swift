/// How the agent stands with one repository, for `agent status`. Protocol: 9-agent, section 4.
public struct RepositoryStanding: Codable, Hashable, Sendable {
    public enum Attention: String, Codable, Hashable, Sendable {
        /// The kernel tells of changes.
        case watching
        /// Looked at now and then: there is nothing to watch, or no room for it.
        case polling
        /// It cannot be worked with now.
        case failing
    }

    /// The common git directory.
    public let path: String
    public internal(set) var attention = Attention.polling
    /// What keeps it from working; nil while all is well. Untrusted: it may quote names.
    public internal(set) var problem: String?
    /// When reflogs were read last, RFC 3339.
    public internal(set) var ingestedAt: String?
    /// Commits recorded since the agent began.
    public internal(set) var recordedCount = 0
    /// When the last exchange ended, in whatever way, RFC 3339.
    public internal(set) var exchangedAt: String?
    /// `in-sync`, `contended`, `unreachable`, `refused`; nil before the first exchange.
    public internal(set) var exchange: String?
    /// Why the last exchange failed. Untrusted.
    public internal(set) var exchangeProblem: String?
    /// Until the next exchange; nil: none is planned (no remote, or no consent).
    public internal(set) var nextExchangeSeconds: Int?
    public internal(set) var openSessionCount = 0
    /// Why the last backup failed; nil when none did. Untrusted.
    public internal(set) var backupProblem: String?

    init(path: String) {
        self.path = path
    }

    private enum CodingKeys: String, CodingKey {
        case path, attention, problem, exchange
        case ingestedAt = "ingested_at"
        case recordedCount = "recorded"
        case exchangedAt = "exchanged_at"
        case exchangeProblem = "exchange_problem"
        case nextExchangeSeconds = "next_exchange_seconds"
        case openSessionCount = "open_sessions"
        case backupProblem = "backup_problem"
    }
}
