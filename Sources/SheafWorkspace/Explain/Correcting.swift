import SheafCore
import SheafGit
import SheafStore

/// What a correction did.
public struct CorrectionReport: Sendable {
    public let commit: ObjectID
    public let isAutomatic: Bool
    /// The session concerned as of now; nil when there was nothing to correct.
    public let entry: SessionEntry?
    /// The number that `sheaf undo` takes; nil when nothing was written.
    public let operation: Int64?
    public let figure: CorrectionFigure
}

extension Workspace {
    /// Writes a person's verdict on the detection of a commit, for everybody, and makes membership follow it: what is
    /// automatic is added by hand, to a session that fits or to a new one; what is manual is taken out.
    ///
    /// - Parameter name: anything that git takes for a commit.
    /// - Throws: `GitError.unknownRevision`, `SettingsError`, `StoreError`.
    @discardableResult
    public func correct(_ name: String, isAutomatic: Bool) throws -> CorrectionReport {
        let commit = try repository.commit(try repository.resolve(name))
        let judge = try judgeOfOne()
        let judged = try judge.judge(commit)
        let touched = try judge.touched(by: commit.id)
        let now = now
        return try store.write(now: now) { transaction in
            let correcting = Correcting(
                workspace: self, transaction: transaction, reader: try transaction.reader(), policy: judge.policy,
                judged: judged, touched: touched)
            let change = try isAutomatic ? correcting.markAutomatic() : correcting.markManual()
            let number = try change.map { change in
                try transaction.log(
                    "explain --mark \(isAutomatic ? "automatic" : "manual")", inverse: change.inverse)
            }
            let reader = try transaction.reader()
            return CorrectionReport(
                commit: commit.id, isAutomatic: isAutomatic,
                entry: try change.map { try entry(of: $0.session.id, at: now, reader) }, operation: number,
                figure: try Corrections(reader).figure())
        }
    }
}

/// One correction inside its transaction.
private struct Correcting {
    struct Change {
        let session: RecordKey
        let inverse: [Operation.Change]
    }

    let workspace: Workspace
    let transaction: Transaction
    /// The store before the correction.
    let reader: StoreReader
    let policy: Policy
    let judged: JudgedCommit
    let touched: TouchedPaths

    private var key: MemberKey { .commit(judged.id) }

    /// - Returns: nil when the commit is a member already and nothing says otherwise.
    func markAutomatic() throws -> Change? {
        let correction = FactBody.corrected(commit: judged.id, isAutomatic: true)
        let verdict = try Corrections(reader).verdict(on: judged.id)
        if let holder = try reader.primarySession(of: judged.id) {
            guard verdict != true, verdict == false || !judged.detection.isAutomatic else { return nil }
            let session = RecordKey(.session, holder.id)
            try append(correction, to: session)
            return Change(session: session, inverse: [change(.corrected(commit: judged.id, isAutomatic: false), session)])
        }
        let session = try openWhereItFits()
        try append(.member(automatic.membership(via: .hand, worktree: nil)), to: session)
        try append(correction, to: session)
        return Change(
            session: session,
            inverse: [
                change(.removed(key), session), change(.corrected(commit: judged.id, isAutomatic: false), session),
            ])
    }

    /// - Returns: nil when nothing calls the commit automatic, or a person took it out with that verdict.
    func markManual() throws -> Change? {
        let holders = try reader.sessions(holding: key).map { RecordKey(.session, $0.id) }
        let removed = try reader.sessions(withoutByHand: judged.id).map { RecordKey(.session, $0.id) }
        let primary = try reader.primarySession(of: judged.id).map { RecordKey(.session, $0.id) }
        if holders.isEmpty {
            let verdict = try Corrections(reader).verdict(on: judged.id)
            guard verdict ?? judged.detection.isAutomatic else { return nil }
        }
        // Written where the commit is or was; else where it would be, so that nobody records it there later.
        let session = try primary ?? removed.first ?? openWhereItFits()
        for holder in holders.isEmpty && removed.isEmpty ? [session] : holders { try append(.removed(key), to: holder) }
        try append(.corrected(commit: judged.id, isAutomatic: false), to: session)
        let again = automatic.membership(via: .hand, worktree: nil)
        return Change(
            session: session,
            inverse: holders.map { change(.member(again), $0) }
                + [change(.corrected(commit: judged.id, isAutomatic: true), session)])
    }

    private func append(_ body: FactBody, to session: RecordKey) throws {
        try transaction.append(body, to: session, isHuman: true)
    }

    private func change(_ body: FactBody, _ session: RecordKey) -> Operation.Change {
        Operation.Change(record: session, body: body)
    }

    private var automatic: AutomaticCommit {
        AutomaticCommit(
            id: judged.id, committedAt: judged.commit.committedAt, touchesTests: touched.hasTests,
            touchesDocs: touched.hasDocs, completes: judged.detection.completes)
    }

    /// The session that recording would put the commit into; it is opened if there is none.
    private func openWhereItFits() throws -> RecordKey {
        let worktree = try workspace.worktreeToken(transaction)
        let stream = judged.stream
        let scope = StreamPlanners.Scope(
            replica: workspace.replica, periods: policy.sessions.periods, worktree: worktree,
            until: Instant(seconds: judged.commit.committedAt).clampedToPathRange,
            email: workspace.authorEmail(transaction))
        var planners = StreamPlanners(transaction, scope)
        let own = RecordID.session(
            author: stream.author, firstMember: key, committedAt: judged.commit.committedAt)
        let id = switch try planners.place(automatic, of: stream) {
        case .join(let id, _), .open(let id): id
        // The session that the commit opened is over; by hand it still belongs there.
        case .skip: own
        }
        let session = RecordKey(.session, id)
        if try reader.session(id) == nil {
            let opening = policy.sessions.opening(author: stream.author, worktree: worktree)
            try transaction.append(.opened(opening), to: session, isHuman: false)
            try transaction.remember(authorEmail: stream.email, of: id)
        }
        return session
    }
}
