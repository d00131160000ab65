import SheafCore
import SheafWorkspace

extension Document {
    /// One item of `conflicts list`. Protocol: schemas/conflicts-list.
    init(_ conflict: Conflict) {
        guard case .object(let members) = Document(conflict.document) else { preconditionFailure("BUG: no object") }
        self = .object(members + Self.loser(conflict))
    }

    /// One item of `conflicts show`, with what it judged. Protocol: schemas/conflict-show.
    init(_ report: ConflictReport) {
        guard case .object(let members) = Document(report.conflict) else { preconditionFailure("BUG: no object") }
        let words = ConflictWords(report: report)
        let plain = Rendering(isUnicode: true)
        self = .object(members + [
            Member(key: "session_display_id", value: Document(report.session?.displayID)),
            Member(key: "facts", value: .array(report.facts.map(Document.init))),
            Member(key: "reason", value: .string(plain.string(words.reason))),
            Member(key: "decision", value: .string(plain.string(words.decision))),
            Member(key: "override", value: Document(words.override.map { plain.string($0) })),
        ])
    }

    /// The first of the losers, for scripts that know of two sides only.
    private static func loser(_ conflict: Conflict) -> [Member] {
        [Member(key: "loser", value: .string(conflict.losers.first?.hex ?? ""))]
    }

    private init(_ judged: ConflictReport.JudgedFact) {
        let fact = judged.fact
        self = [
            "role": .string(judged.role.rawValue), "line": .string(judged.held.line.hash.hex),
            "record": .string(judged.held.line.record.hex), "replica": .string(judged.held.line.replica.hex),
            "replica_name": Document(judged.writerName), "session_display_id": Document(judged.sessionName),
            "signed": .boolean(judged.held.isSigned), "human": .boolean(fact?.isHuman ?? false),
            "at": Document(fact.map { Instant(milliseconds: $0.time.at) }),
            "body": (try? JSONValue.readCanonicalObject(judged.held.line.body)).map { Document($0) } ?? .null,
        ]
    }
}
