/// What a fact says, by its kind. Protocol: 2-facts, section 7.
public enum FactBody: Hashable, Sendable {
    case opened(Opening)
    case member(Membership)
    case removed(MemberKey)
    case ended(Verdict)
    case reopened
    /// Keep open: activity at the fact's own time.
    case kept
    /// Empty text clears the title.
    case titled(String)
    /// One register; empty text clears it.
    case noted(String)
    case taken(Taking)
    case scored(Score)
    /// Ids of conflicts that somebody has seen and closed for everybody.
    case acknowledged([ConflictID])
    /// A person's verdict on the detection of a commit.
    case corrected(commit: ObjectID, isAutomatic: Bool)
    case card(Card)
    case claim(Claim)
    case released
    /// A kind that this version does not know: carried, a node of the graph, otherwise ignored.
    case unknown(kind: String)
    /// A known kind with wrong fields: ignored whole, carried, shown.
    case invalid(kind: String, field: String)

    public enum Verdict: String, Hashable, Sendable { case complete, abandon }

    /// The opening of a session, with the periods in force, in seconds, as written (the fold bounds them).
    public struct Opening: Hashable, Sendable {
        public let author: AuthorSlug
        public let timeoutSeconds: Int64
        public let warningSeconds: Int64
        public let orphanSeconds: Int64
        /// Whether members that touch tests and docs end the session after the idle warning.
        public let isHeuristic: Bool
        public let worktree: WorktreeToken?

        public init(
            author: AuthorSlug, timeoutSeconds: Int64, warningSeconds: Int64, orphanSeconds: Int64, isHeuristic: Bool,
            worktree: WorktreeToken?
        ) {
            self.author = author
            self.timeoutSeconds = timeoutSeconds
            self.warningSeconds = warningSeconds
            self.orphanSeconds = orphanSeconds
            self.isHeuristic = isHeuristic
            self.worktree = worktree
        }
    }

    /// How a member came into its session.
    public enum Via: String, Hashable, Sendable { case window, hook, hand, mark }

    public enum PullRequestState: String, Hashable, Sendable { case open, closed, merged }

    /// One commit or pull request that belongs to the session.
    public struct Membership: Hashable, Sendable {
        public let key: MemberKey
        /// A commit's committer time, a pull request's latest change; unix ms, 0...2^53 - 1.
        public let time: Int64
        public let touchesTests: Bool
        public let touchesDocs: Bool
        /// Carries an anchored completion mark.
        public let isMarked: Bool
        public let via: Via
        public let worktree: WorktreeToken?
        /// For pull requests only.
        public let state: PullRequestState?

        public init(
            key: MemberKey, time: Int64, touchesTests: Bool = false, touchesDocs: Bool = false, isMarked: Bool = false,
            via: Via = .window, worktree: WorktreeToken? = nil, state: PullRequestState? = nil
        ) {
            self.key = key
            self.time = min(max(time, 0), JSONValue.integerMax)
            self.touchesTests = touchesTests
            self.touchesDocs = touchesDocs
            self.isMarked = isMarked
            self.via = via
            self.worktree = worktree
            self.state = state
        }
    }

    public struct Taking: Hashable, Sendable {
        public let author: AuthorSlug
        public let worktree: WorktreeToken?

        public init(author: AuthorSlug, worktree: WorktreeToken?) {
            self.author = author
            self.worktree = worktree
        }
    }

    public struct Score: Hashable, Sendable {
        /// `name@version`.
        public let scorer: String
        /// SHA-256 of the sorted member oids, 64 hex digits.
        public let members: String
        /// Thousandths of a point.
        public let value: Int64

        public init(scorer: String, members: String, value: Int64) {
            self.scorer = scorer
            self.members = members
            self.value = value
        }
    }

    public struct Card: Hashable, Sendable {
        public let name: String
        /// The format versions that the replica reads.
        public let formats: [Int64]
        /// The fold rules that the replica knows.
        public let rules: [Int64]

        public init(name: String, formats: [Int64], rules: [Int64]) {
            self.name = name
            self.formats = formats
            self.rules = rules
        }
    }

    public struct Claim: Hashable, Sendable {
        public let subject: String
        /// Greatest fence known + 1; from 1.
        public let fence: Int64
        /// Seconds, 10...86400.
        public let leaseSeconds: Int64

        public init(subject: String, fence: Int64, leaseSeconds: Int64) {
            self.subject = subject
            self.fence = fence
            self.leaseSeconds = leaseSeconds
        }
    }
}
