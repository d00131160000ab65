/// What a team has decided for a repository: the values of `.sheaf/policy.yaml`, all of them valid.
///
/// `Policy()` is the built-in default, which `Config/policy.default.yaml` documents. No setting runs a command; one that
/// did would stay inert until its hash was approved on the machine (DESIGN section 8).
public struct Policy: Hashable, Sendable {
    /// The policy file's format.
    public var version = 1
    /// Approvals name it and count nowhere else; nil while nobody approves anything.
    public var repository: RepositoryID?
    public var sessions = Sessions()
    public var detection = Detection()
    public var sync = Sync()
    public var retention = Retention()
    public var backup = Backup()
    public var output = Output()

    public init() {}

    /// When sessions end. Written into every `opened` fact.
    public struct Sessions: Hashable, Sendable {
        public var timeoutMinutes = 30
        /// Less than `timeoutMinutes`.
        public var idleWarningMinutes = 15
        public var orphanMinutes = 120
        /// Whether members that touched both tests and docs end a session after the idle warning.
        public var isHeuristicCompletionOn = true
    }

    /// What makes a commit or pull request automatic.
    public struct Detection: Hashable, Sendable {
        public var subjectPatterns = Pattern.builtInSubjects
        public var agents = Agent.builtIn
        /// Compared without letter case.
        public var labels = ["auto-pr"]
        public var completionMarks = ["[ready]", "[session-complete]"]
        public var sizeHeuristics = SizeHeuristics()
        public var testPaths = Pattern.builtInTestPaths
        public var docPaths = Pattern.builtInDocPaths
    }

    /// Off by default: on real history it called 72 % of ordinary commits automatic (DESIGN section 6).
    public struct SizeHeuristics: Hashable, Sendable {
        public var isEnabled = false
        public var filesChangedMax = 5
        public var linesChangedMax = 50
    }

    public struct Sync: Hashable, Sendable {
        /// The name of a git remote.
        public var remote = "origin"
        public var transport = Transport.git
        public var pushesPerMinuteBudget = 4
        public var intervalSecondsMin = 60
        public var intervalSecondsMax = 600
        /// Whether the user's own `core.sshCommand` is used; the user's to say, never the policy file's.
        public var usesSSHCommand = false
    }

    public enum Transport: String, Hashable, Sendable, CaseIterable { case git, libgit2 }

    /// What is left out when a tree is written; no local database deletes anything because of it.
    public struct Retention: Hashable, Sendable {
        /// Months before it are left out.
        public var floorMonth: CivilMonth?
        public var evicted: [RecordID] = []
    }

    /// How many backups of the database are kept on this machine.
    public struct Backup: Hashable, Sendable {
        public var hourly = 24
        public var daily = 7
        public var weekly = 4
    }

    public struct Output: Hashable, Sendable {
        public var colour = Colour.auto
    }

    public enum Colour: String, Hashable, Sendable, CaseIterable { case auto, always, never }
}

/// The repository that approvals are given for: 32 lower-case hex digits, drawn once and kept in the policy file.
public struct RepositoryID: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ Hex.nibble($0) != nil }) else { return nil }
        self.text = String(text)
    }

    public var description: String { text }
}

/// A calendar month of the years 2000-2099: `yyyy-mm`, as in the state tree's paths.
public struct CivilMonth: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let year: Int
    public let month: Int

    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.count == 2, parts[0].count == 4, parts[1].count == 2,
            parts.allSatisfy({ $0.allSatisfy(digits.contains) }),
            let year = Int(text.prefix(4)), let month = Int(text.suffix(2)),
            (2000...2099).contains(year), (1...12).contains(month)
        else { return nil }
        self.year = year
        self.month = month
    }

    /// Of a path that has been read.
    init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    public var description: String { "\(pad(year, 4))-\(pad(month, 2))" }

    public static func < (left: CivilMonth, right: CivilMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}
