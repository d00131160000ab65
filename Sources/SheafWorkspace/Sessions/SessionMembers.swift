import SheafCore
import SheafGit
import SheafStore

/// What moving or removing commits did.
public struct MemberChange: Sendable {
    /// Ascending; each was moved or removed.
    public let commits: [ObjectID]
    /// The sessions concerned, as of the operation's time, by opening.
    public let entries: [SessionEntry]
    /// The number that `sheaf undo` takes.
    public let operation: Int64
}

extension Workspace {
    /// Moves commits into a session by hand, out of all others; a commit that is in no session is added.
    ///
    /// - Parameters:
    ///   - names: of commits, in any form that git takes.
    ///   - session: as `SessionLookup` takes it.
    /// - Throws: `SessionError`, `GitError.unknownRevision`.
    @discardableResult
    public func moveCommits(_ names: [String], to session: String) throws -> MemberChange {
        try changeMembers(names, "session move") { writing, commits in
            let target = RecordKey(.session, try writing.lookup.session(session).id)
            return try commits.flatMap { commit in
                let membership = try writing.membership(commit)
                let sources = try writing.holders(of: commit).filter { $0 != target }
                for source in sources { try writing.remove(commit, from: source) }
                try writing.transaction.append(.member(membership), to: target, isHuman: true)
                return [Operation.Change(record: target, body: .removed(.commit(commit)))]
                    + sources.map { Operation.Change(record: $0, body: .member(membership)) }
            }
        }
    }

    /// Takes commits out of their sessions; they stay out until a person adds them again.
    ///
    /// - Parameter session: out of this one only; nil: out of every one that holds them.
    /// - Throws: `SessionError.notAMember`, `.notAMemberOf`, `GitError.unknownRevision`.
    @discardableResult
    public func removeCommits(_ names: [String], from session: String? = nil) throws -> MemberChange {
        try changeMembers(names, "session remove") { writing, commits in
            let only = try session.map { try writing.lookup.session($0) }
            return try commits.flatMap { commit in
                let holders = try writing.holders(of: commit).filter { only == nil || $0.id == only?.id }
                guard !holders.isEmpty else {
                    throw only.map { SessionError.notAMemberOf(commit, session: $0.displayID) }
                        ?? SessionError.notAMember(commit)
                }
                let membership = try writing.membership(commit)
                for holder in holders { try writing.remove(commit, from: holder) }
                return holders.map { Operation.Change(record: $0, body: .member(membership)) }
            }
        }
    }

    private func changeMembers(
        _ names: [String], _ command: String,
        _ body: (MemberWriting, [ObjectID]) throws -> [Operation.Change]
    ) throws -> MemberChange {
        let now = now
        return try store.write(now: now) { transaction in
            let writing = try MemberWriting(self, transaction)
            let commits = Set(try names.map { try writing.lookup.commit($0) }).sorted()
            guard !commits.isEmpty else { throw SessionError.noCommits }
            let inverse = try body(writing, commits)
            let operation = try transaction.log(command, inverse: inverse)
            let reader = try transaction.reader()
            let sessions = Set(inverse.map(\.record.id)).sorted()
            return MemberChange(
                commits: commits, entries: try sessions.map { try entry(of: $0, at: now, reader) }, operation: operation)
        }
    }
}

/// One transaction that changes which session holds a commit. Reads show the store before it.
struct MemberWriting {
    let transaction: Transaction
    let lookup: SessionLookup
    private let before: StoreReader
    private let workspace: Workspace

    init(_ workspace: Workspace, _ transaction: Transaction) throws {
        self.workspace = workspace
        self.transaction = transaction
        before = try transaction.reader()
        lookup = SessionLookup(reader: before, repository: workspace.repository)
    }

    func holders(of commit: ObjectID) throws -> [RecordKey] {
        try before.sessions(holding: .commit(commit)).map { RecordKey(.session, $0.id) }
    }

    func remove(_ commit: ObjectID, from session: RecordKey) throws {
        try transaction.append(.removed(.commit(commit)), to: session, isHuman: true)
    }

    /// The commit as a person adds it: what its present fact says, else what the repository says.
    func membership(_ commit: ObjectID) throws -> FactBody.Membership {
        if let known = try knownMembership(commit) { return known }
        let policy = try workspace.settings().policy
        let judge = CommitJudge(workspace.repository, policy)
        let judged = try judge.judge(try workspace.repository.commit(commit))
        let touched = try judge.touched(by: commit)
        return AutomaticCommit(
            id: commit, committedAt: judged.commit.committedAt, touchesTests: touched.hasTests,
            touchesDocs: touched.hasDocs, completes: judged.detection.completes
        ).membership(via: .hand, worktree: nil)
    }

    private func knownMembership(_ commit: ObjectID) throws -> FactBody.Membership? {
        guard let holder = try before.primarySession(of: commit),
            let member = holder.view.commits.first(where: { $0.id == commit }),
            let held = try before.facts(of: RecordKey(.session, holder.id)).first(where: { $0.line.hash == member.line }),
            case .member(let known) = held.fact?.body
        else { return nil }
        return FactBody.Membership(
            key: known.key, time: known.time, touchesTests: member.touchesTests, touchesDocs: member.touchesDocs,
            isMarked: known.isMarked, via: .hand)
    }
}
