import SheafCore
import SheafStore

extension Workspace {
    /// Opens an empty session in this worktree; the automatic commits that follow here join it.
    ///
    /// Its id is random: nobody else can have opened it. It opens at the beginning of the current second, because git's
    /// commit times have no fractions and the next commit may be made within this second.
    ///
    /// - Parameter allowsSecret: the title is shared although it looks like a secret.
    /// - Throws: `WorkspaceError.noEmail`, `SettingsError`, `SessionError.tooLong`, `SecretRefusal`, `StoreError`.
    @discardableResult
    public func startSession(title: String?, allowsSecret: Bool = false) throws -> SessionChange {
        guard let email = try repository.userEmail() else { throw WorkspaceError.noEmail }
        if let title { try Self.require(title, "title", bytesMax: 1024) }
        let finding = try SecretRefusal.check(title ?? "", "title", with: secrets, isAllowed: allowsSecret)
        let now = now
        let author = AuthorSlug(email: email)
        let second = Instant(seconds: now.milliseconds / 1000)
        let id = RecordID(time: second, entropy: surroundings.randomBytes(10))
        let key = RecordKey(.session, id)
        let opening = try settings().policy.sessions
        return try store.write(now: now) { transaction in
            let worktree = try worktreeToken(transaction)
            try transaction.append(.opened(opening.opening(author: author, worktree: worktree)), to: key, isHuman: true)
            if let title, !title.isEmpty {
                let line = try transaction.append(.titled(title), to: key, isHuman: true)
                if let finding { try transaction.allowSecret(in: line, finding) }
            }
            try transaction.remember(authorEmail: email.lowercased(), of: id)
            let inverse = [Operation.Change(record: key, body: .ended(.abandon))]
            let operation = try transaction.log("session start", inverse: inverse)
            return SessionChange(
                entry: try entry(of: id, at: now, try transaction.reader()), operation: operation,
                canBeUndone: true, recorded: RecordingReport())
        }
    }
}
