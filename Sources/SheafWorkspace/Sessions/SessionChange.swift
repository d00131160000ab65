import SheafCore
import SheafStore

/// What a session operation did.
public struct SessionChange: Sendable {
    /// The session afterwards, as of the operation's time.
    public let entry: SessionEntry
    /// The number that `sheaf undo` takes.
    public let operation: Int64
    /// Whether it does: nothing takes back that silence has ended a session, that it was kept open, or that it was taken.
    public let canBeUndone: Bool
    /// Commits that were recorded first, because the session was about to end.
    public let recorded: RecordingReport
    /// Why nothing was recorded first although the session was about to end; nil when that worked.
    public internal(set) var obstacle: SettingsError?
}

/// One transaction about one session that was looked up in it.
struct SessionWriting {
    let transaction: Transaction
    let row: SessionRow
    let display: SessionDisplay

    var view: SessionView { row.view }
    var key: RecordKey { RecordKey(.session, row.id) }

    /// Writes a fact of a person.
    ///
    /// - Parameter finding: what looks like a secret in it and goes out all the same.
    func append(_ body: FactBody, allowing finding: SecretDetector.FieldFinding? = nil) throws {
        let line = try transaction.append(body, to: key, isHuman: true)
        if let finding { try transaction.allowSecret(in: line, finding) }
    }

    /// A change for the log that takes something back.
    func change(_ body: FactBody) -> Operation.Change { Operation.Change(record: key, body: body) }

    /// - Throws: `SessionError.alreadyEnded`.
    func requireNoEnd() throws {
        guard let end = view.end else { return }
        throw SessionError.alreadyEnded(
            session: row.displayID, verdict: end.verdict, at: Instant(milliseconds: end.at))
    }
}

extension Workspace {
    /// Looks a session up, changes it and logs the change, all in one transaction.
    ///
    /// - Parameters:
    ///   - name: nil means the current session of this worktree.
    ///   - pending: recorded first.
    ///   - body: appends facts and returns what takes them back; nil when nothing can.
    func change(
        _ name: String?, _ command: String, after pending: PreparedRecording? = nil,
        _ body: (SessionWriting) throws -> [Operation.Change]?
    ) throws -> SessionChange {
        let now = now
        return try store.write(now: now) { transaction in
            let recorded = try pending?.record(transaction)
            let reader = try transaction.reader()
            let row = try name.map { try SessionLookup(reader: reader, repository: repository).session($0) }
                ?? current(reader)
            let writing = SessionWriting(transaction: transaction, row: row, display: row.display(at: now))
            let inverse = try body(writing)
            // What was recorded first stays recorded: only the change that was asked for is taken back.
            let operation = try transaction.log(command, inverse: inverse)
            return SessionChange(
                entry: try entry(of: row.id, at: now, try transaction.reader()), operation: operation,
                canBeUndone: inverse != nil, recorded: recorded?.report ?? RecordingReport())
        }
    }

    func entry(of id: RecordID, at instant: Instant, _ reader: StoreReader) throws -> SessionEntry {
        guard let row = try reader.session(id) else { preconditionFailure("BUG: the session \(id) has lost its view") }
        return SessionEntry(row, at: instant, countedElsewhere: try reader.commitsCountedElsewhere()[id])
    }
}
