import SheafCore
import SheafStore

/// How the fold came to a session's fields.
public struct SessionExplanation: Sendable {
    public let entry: SessionEntry
    /// At least one.
    public let fields: [FieldExplanation]
    /// The facts that the fields name.
    public let facts: [LineHash: HeldFact]
    /// By the writers' cards. Peers wrote them: escape before printing.
    public let writerNames: [ReplicaID: String]
    /// Of the facts' writers, those that were revoked here.
    public let revokedWriters: Set<ReplicaID>
}

/// What a name on the command line means.
public enum Explanation: Sendable {
    case commit(CommitExplanation)
    case session(SessionExplanation)
}

extension Workspace {
    /// Explains whatever is called so. A session's own name comes before a commit's, a commit before the beginning of a
    /// session's name.
    ///
    /// - Parameters:
    ///   - field: of a session, such as `title`, `end`, `commit:<oid>`; `commit` means all of them. nil: every field.
    ///     With a field, the name of a commit means its session.
    ///   - instant: as of when the state is explained.
    /// - Throws: `SessionError`, `GitError`, `SettingsError`.
    public func explain(_ name: String, field: String? = nil, at instant: Instant) throws -> Explanation {
        let isSession = try store.read { reader in
            try reader.sessions(matching: name).contains { [$0.displayID, $0.fullDisplayID, $0.id.hex].contains(name) }
        }
        if !isSession, field == nil, (try? repository.resolve(name)) != nil { return .commit(try explainCommit(name)) }
        return .session(try explainSession(name, field: field, at: instant))
    }

    private func explainSession(_ name: String, field: String?, at instant: Instant) throws -> SessionExplanation {
        try store.read { reader in
            let row = try SessionLookup(reader: reader, repository: repository).session(name)
            let entry = try entry(of: row.id, at: instant, reader)
            let key = RecordKey(.session, row.id)
            let held = try reader.facts(of: key)
            let all = RecordFold(key, lines: held.map { HeldLine($0.line, isSigned: $0.isSigned) }).explanations(entry.display)
            let fields = all.filter { explanation in field.map(explanation.isNamed) ?? true }
            guard !fields.isEmpty else {
                throw SessionError.unknownField(field ?? "", known: Self.kinds(of: all))
            }
            let named = Set(fields.flatMap(\.parts).map(\.line))
            let facts = held.filter { named.contains($0.line.hash) }
            var names = ReplicaNames(reader)
            return SessionExplanation(
                entry: entry, fields: fields, facts: Dictionary(facts.map { ($0.line.hash, $0) }) { first, _ in first },
                writerNames: try names.names(of: facts), revokedWriters: try names.revoked(of: facts))
        }
    }

    /// The fields' names without what they are about, each once, in order.
    private static func kinds(of fields: [FieldExplanation]) -> [String] {
        var seen: Set<String> = []
        return fields.map { String($0.field.prefix { $0 != ":" }) }.filter { seen.insert($0).inserted }
    }
}
