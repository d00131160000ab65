/// Whether a commit or pull request is automatic, and why.
public struct Detection: Hashable, Sendable {
    /// Whether the score reaches `scoreMin`.
    public let isAutomatic: Bool
    /// The sum of the weights.
    public let score: Int
    /// At most one of each kind, in the order of `Evidence.Kind`.
    public let evidence: [Evidence]
    /// The session that a mark names: a display id or a record id, as it is written.
    public let namedSession: String?
    /// Whether it carries a mark that ends its session; counts only for a member.
    public let completes: Bool

    /// What makes a change automatic. Every kind of evidence but a correction against it is enough alone.
    public static let scoreMin = 100

    init(evidence: [Evidence], namedSession: String?, completes: Bool) {
        self.evidence = evidence.sorted { $0.kind < $1.kind }
        score = evidence.reduce(0) { $0 + $1.weight }
        isAutomatic = score >= Self.scoreMin
        self.namedSession = namedSession
        self.completes = completes
    }
}

/// One reason to take a change for automatic, or not.
public struct Evidence: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        /// The subject or title fits a pattern of the policy.
        case subjectPattern = "subject-pattern"
        /// A line that an agent writes, or a co-author who is one.
        case agentTrailer = "agent-trailer"
        /// An author, committer or pull request author who is an agent.
        case agentIdentity = "agent-identity"
        /// A branch that begins as an agent's.
        case agentBranch = "agent-branch"
        /// A mark that names a session.
        case mark
        /// A label of the policy.
        case label
        /// A small change; only where the policy turns size heuristics on.
        case size
        /// A person's verdict, which outweighs all the rest.
        case correction

        public static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    public let kind: Kind
    /// 100 for what is enough alone; +-1,000 for a correction, more than all other kinds together.
    public let weight: Int
    /// What was found: the pattern, the agent and the text, ... Untrusted text, at most 160 characters.
    public let detail: String

    init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        weight = Detection.scoreMin
        self.detail = String(detail.prefix(160))
    }

    init(correction isAutomatic: Bool) {
        kind = .correction
        weight = isAutomatic ? 10 * Detection.scoreMin : -10 * Detection.scoreMin
        detail = isAutomatic ? "a person said automatic" : "a person said manual"
    }
}

/// What a pull request says about itself.
public struct PullRequestText: Hashable, Sendable {
    public let title: String
    public let body: String
    public let labels: [String]
    /// The head branch, without `refs/heads/`.
    public let branch: String?
    /// The author's login at the forge.
    public let login: String?

    public init(title: String, body: String = "", labels: [String] = [], branch: String? = nil, login: String? = nil) {
        self.title = title
        self.body = body
        self.labels = labels
        self.branch = branch
        self.login = login
    }
}

/// How much a change touches.
public struct ChangeSize: Hashable, Sendable {
    public let files: Int
    /// Added and removed together.
    public let lines: Int

    public init(files: Int, lines: Int) {
        self.files = files
        self.lines = lines
    }
}
