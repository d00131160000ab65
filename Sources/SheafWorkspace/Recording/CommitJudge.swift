import SheafCore
import SheafGit

/// Reads commits and says whether they are automatic, before anything is written.
struct CommitJudge {
    let repository: any UserRepository
    let policy: Policy
    private let detector: Detector
    private let kinds: PathKinds
    private let branches: AgentBranches

    /// - Parameter detector: of the policy's rules; nil makes one, which takes longer than judging a commit.
    init(
        _ repository: any UserRepository, _ policy: Policy, detector: Detector? = nil,
        branches: AgentBranches = AgentBranches()
    ) {
        self.repository = repository
        self.policy = policy
        self.branches = branches
        self.detector = detector ?? Detector(policy.detection)
        kinds = PathKinds(policy.detection)
    }

    /// - Parameter correction: a person's verdict, where one is known.
    func judge(_ commit: Commit, correction: Bool? = nil) throws -> JudgedCommit {
        let size = policy.detection.sizeHeuristics.isEnabled ? try repository.size(of: commit) : nil
        let detection = detector.detect(commit, branch: branches[commit.id], size: size, correction: correction)
        return JudgedCommit(commit: commit, detection: detection)
    }

    /// What the commit touches: looked at for automatic commits only.
    ///
    /// A partial or shallow clone may lack the trees to compare; such a commit has no flags and no paths.
    func touched(by commit: ObjectID) throws -> TouchedPaths {
        do { return TouchedPaths(try repository.changedPaths(of: commit).paths, kinds) } catch GitError.missingObject {
            return TouchedPaths([], kinds)
        }
    }
}

/// A commit with the verdict on it.
struct JudgedCommit: Sendable {
    let commit: Commit
    let detection: Detection

    var id: ObjectID { commit.id }
    var stream: AuthorStream { AuthorStream(commit.author) }
}

/// The paths that a commit changed, and what they say about it.
struct TouchedPaths: Sendable {
    /// Paths kept on this machine; nobody reads the thousandth.
    static let keptCountMax = 200

    let kept: [String]
    let hasTests: Bool
    let hasDocs: Bool

    init(_ paths: [String], _ kinds: PathKinds) {
        let found = Set(paths.lazy.map { kinds.kind(of: $0) })
        kept = Array(paths.prefix(Self.keptCountMax))
        hasTests = found.contains(.tests)
        hasDocs = found.contains(.docs)
    }
}

/// What some commits touch, read before the transaction that needs it.
struct TouchedCommits {
    private let known: [ObjectID: TouchedPaths]
    private let judge: CommitJudge

    /// - Parameter commits: those that will probably be recorded, each once.
    init(_ commits: [ObjectID], _ judge: CommitJudge) throws {
        known = try Dictionary(uniqueKeysWithValues: commits.map { ($0, try judge.touched(by: $0)) })
        self.judge = judge
    }

    var isEmpty: Bool { known.isEmpty }

    func paths(of commit: ObjectID) throws -> TouchedPaths {
        if let paths = known[commit] { return paths }
        return try judge.touched(by: commit)
    }
}
