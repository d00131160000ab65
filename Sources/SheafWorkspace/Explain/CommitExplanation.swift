import SheafCore
import SheafGit
import SheafStore

/// Why a commit is automatic or not, and why it is in a session or not.
public struct CommitExplanation: Sendable {
    public enum Place: Sendable {
        /// Counted in the first one; the others hold it too.
        case member(SessionRow, others: [SessionRow])
        /// A person took it out of these, and nobody has added it again.
        case removedByHand([SessionRow])
        /// Not automatic, so nobody records it.
        case ordinary
        /// Automatic; nobody has recorded it, or an import left it out close behind where history is cut.
        case notRecorded

        /// For scripts.
        public var name: String {
            switch self {
            case .member: "member"
            case .removedByHand: "removed-by-hand"
            case .ordinary: "ordinary"
            case .notRecorded: "not-recorded"
            }
        }

        /// The sessions that hold it, the one that counts it first; or that it was taken out of.
        public var sessions: [SessionRow] {
            switch self {
            case .member(let primary, let others): [primary] + others
            case .removedByHand(let rows): rows
            case .ordinary, .notRecorded: []
            }
        }
    }

    public let commit: Commit
    /// With the correction in force, if there is one.
    public let detection: Detection
    public let place: Place
}

extension Workspace {
    /// Explains what detection finds in a commit, under the policy in force now, and where the commit is.
    ///
    /// - Parameter name: anything that git takes for a commit.
    /// - Throws: `GitError.unknownRevision`, `.missingObject`; `SettingsError`.
    public func explainCommit(_ name: String) throws -> CommitExplanation {
        let commit = try repository.commit(try repository.resolve(name))
        let judge = try judgeOfOne()
        return try store.read { reader in
            let correction = try Corrections(reader).verdict(on: commit.id)
            let judged = try judge.judge(commit, correction: correction)
            return CommitExplanation(
                commit: commit, detection: judged.detection,
                place: try place(of: commit.id, isAutomatic: judged.detection.isAutomatic, reader))
        }
    }

    /// Judges single commits: every agent's branch is looked at, as an import of all branches does.
    func judgeOfOne() throws -> CommitJudge {
        let policy = try settings().policy
        let tips = try HistoryTips(.all, in: repository)
        let branches = try AgentBranches(repository, rules: policy.detection, tips: tips.chosen, among: tips.all)
        return CommitJudge(repository, policy, branches: branches)
    }

    private func place(
        of commit: ObjectID, isAutomatic: Bool, _ reader: StoreReader
    ) throws -> CommitExplanation.Place {
        if let primary = try reader.primarySession(of: commit) {
            let holders = try reader.sessions(holding: .commit(commit))
            return .member(primary, others: holders.filter { $0.id != primary.id })
        }
        let removed = try reader.sessions(withoutByHand: commit)
        if !removed.isEmpty { return .removedByHand(removed) }
        return isAutomatic ? .notRecorded : .ordinary
    }
}
