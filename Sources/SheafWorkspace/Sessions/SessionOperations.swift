import SheafCore
import SheafStore

/// What a person says about a session. Each is one transaction with one entry in the log.
extension Workspace {
    /// Ends a session, after recording what was committed here and is not recorded yet.
    ///
    /// Recording needs the policy, ending does not: with a bad one the session ends all the same, and the change says
    /// what kept the commits from being recorded.
    ///
    /// - Parameter name: nil means the current session of this worktree; so below.
    /// - Throws: `SessionError.alreadyEnded`, and whatever looking up and recording throw.
    @discardableResult
    public func endSession(_ name: String?, _ verdict: FactBody.Verdict) throws -> SessionChange {
        var pending: PreparedRecording?
        var obstacle: SettingsError?
        do { pending = try PreparedRecording(self, nil, via: .window) } catch let error as SettingsError { obstacle = error }
        var change = try change(name, "session \(verdict.rawValue)", after: pending) { writing in
            try writing.requireNoEnd()
            try writing.append(.ended(verdict))
            return [writing.change(.reopened)]
        }
        change.obstacle = obstacle
        return change
    }

    /// Takes an end back: an explicit one, or the one that silence has brought.
    ///
    /// - Throws: `SessionError.notEnded` while the session is open or idle.
    @discardableResult
    public func reopenSession(_ name: String) throws -> SessionChange {
        try change(name, "session reopen") { writing in
            guard writing.display.isOver else {
                throw SessionError.notEnded(session: writing.row.displayID, state: writing.display.state)
            }
            try writing.append(.reopened)
            // Silence cannot be brought back, an explicit end can.
            return writing.view.end.map { [writing.change(.ended($0.verdict))] }
        }
    }

    /// Counts as activity now, so that silence so far does not end the session.
    ///
    /// - Throws: `SessionError.alreadyEnded` when an explicit end is in force.
    @discardableResult
    public func keepSessionOpen(_ name: String?) throws -> SessionChange {
        try change(name, "session keep-open") { writing in
            try writing.requireNoEnd()
            try writing.append(.kept)
            return nil
        }
    }

    /// - Parameters:
    ///   - title: empty to clear it.
    ///   - allowsSecret: it is shared although it looks like a secret.
    /// - Throws: `SessionError.tooLong` above 1,024 bytes; `SecretRefusal`.
    @discardableResult
    public func titleSession(_ name: String?, _ title: String, allowsSecret: Bool = false) throws -> SessionChange {
        try Self.require(title, "title", bytesMax: 1024)
        let finding = try SecretRefusal.check(title, "title", with: secrets, isAllowed: allowsSecret)
        return try change(name, "session title") { writing in
            try writing.append(.titled(title), allowing: finding)
            return [writing.change(.titled(writing.view.title ?? ""))]
        }
    }

    /// - Parameters:
    ///   - text: empty to clear it.
    ///   - allowsSecret: it is shared although it looks like a secret.
    /// - Throws: `SessionError.tooLong` above 4,096 bytes; `SecretRefusal`.
    @discardableResult
    public func noteSession(_ name: String?, _ text: String, allowsSecret: Bool = false) throws -> SessionChange {
        try Self.require(text, "note", bytesMax: 4096)
        let finding = try SecretRefusal.check(text, "note", with: secrets, isAllowed: allowsSecret)
        return try change(name, "session note") { writing in
            try writing.append(.noted(text), allowing: finding)
            return [writing.change(.noted(writing.view.note ?? ""))]
        }
    }

    /// Takes a session over, to go on in it from this worktree.
    ///
    /// Taking is no activity, and a session that its owner left lies behind its end; so it is also kept open from now.
    ///
    /// - Parameter isForced: although it is no orphan.
    /// - Throws: `SessionError.notOrphaned`, `.alreadyEnded`, `.alreadyYours`; `WorkspaceError.noEmail`.
    @discardableResult
    public func takeSession(_ name: String, isForced: Bool) throws -> SessionChange {
        let author = try author()
        return try change(name, "session take") { writing in
            let (view, displayID) = (writing.view, writing.row.displayID)
            if (view.taking?.replica ?? view.owner) == replica { throw SessionError.alreadyYours(session: displayID) }
            try writing.requireNoEnd()
            guard isForced || writing.display.state == .orphaned else {
                throw SessionError.notOrphaned(session: displayID, state: writing.display.state, author: view.author)
            }
            let worktree = try worktreeToken(writing.transaction)
            try writing.append(.taken(FactBody.Taking(author: author, worktree: worktree)))
            try writing.append(.kept)
            return nil
        }
    }

    static func require(_ text: String, _ what: String, bytesMax: Int) throws {
        let bytes = text.utf8.count
        guard bytes <= bytesMax else { throw SessionError.tooLong(what: what, bytes: bytes, bytesMax: bytesMax) }
    }
}
