import SheafCore
import SheafStore
import SheafWorkspace

extension Document {
    /// One item of `conflicts list`. Protocol: schemas/common, `item`.
    init(_ report: ConflictReport) {
        self = .object(Self.item(report))
    }

    /// The item of `conflicts show`. Protocol: schemas/conflict-show.
    init(explaining report: ConflictReport) {
        let words = ConflictWords(report: report)
        self = .object(Self.item(report) + [
            Member(key: "session_display_id", value: Document(report.session?.displayID)),
            Member(key: "lines", value: .array(report.facts.map(Document.line))),
            Member(key: "concurrent", value: .boolean(words.isConcurrent)),
            Member(key: "why", value: Document(words.reason)),
            Member(key: "decision", value: Document(words.decision)),
            Member(key: "lost", value: words.losesNothing ? .null : Document(words.lost)),
            Member(key: "override", value: Document(words.override)),
        ])
    }

    /// A sentence of ours with the values in it, unescaped for colour and glyphs: JSON has escapes of its own.
    init(_ text: Text) {
        self = .string(Rendering().string(text))
    }

    private static func item(_ report: ConflictReport) -> [Member] {
        let conflict = report.conflict
        return [
            Member(key: "id", value: .string(conflict.id.hex)),
            Member(key: "rule", value: .string(conflict.rule.name)),
            Member(key: "rule_number", value: Document(conflict.rule.rawValue)),
            Member(key: "session", value: .string(conflict.record.hex)),
            Member(key: "field", value: .string(conflict.field)),
            Member(key: "status", value: .string(conflict.status.rawValue)),
            Member(key: "winner", value: report.winner.map(party) ?? .null),
            Member(key: "loser", value: report.losers.first.map(party) ?? .null),
            Member(key: "losers", value: .array(report.losers.map(party))),
            Member(key: "decided_by", value: .string(conflict.step.rawValue)),
            Member(key: "acknowledged", value: .boolean(conflict.isAcknowledged)),
        ]
    }

    /// One side of a judgement: a fact that the rules could read.
    private static func party(_ judged: ConflictReport.JudgedFact) -> Document {
        [
            "line": .string(judged.held.line.hash.hex), "replica": .string(judged.held.line.replica.hex),
            "at": Document(judged.fact.map { Instant(milliseconds: $0.time.at) }),
            "value": judged.fact.map { value($0.body) } ?? .null,
        ]
    }

    private static func line(_ judged: ConflictReport.JudgedFact) -> Document {
        guard case .object(let members) = Document(judged.held, isRevoked: judged.isRevoked) else { preconditionFailure("BUG: a fact is an object") }
        return .object(members + [
            Member(key: "role", value: .string(judged.role.rawValue)),
            Member(key: "replica_name", value: Document(judged.writerName)),
            Member(key: "session_display_id", value: Document(judged.sessionName)),
        ])
    }

    /// What the rules compare.
    private static func value(_ body: FactBody) -> Document {
        switch body {
        case .titled(let text), .noted(let text): .string(text)
        case .ended(let verdict): .string(verdict.rawValue)
        case .reopened: "reopen"
        case .member(let membership): membership.state.map { .string($0.rawValue) } ?? "add"
        case .removed: "remove"
        case .corrected(_, let isAutomatic): .boolean(isAutomatic)
        case .scored(let score): .integer(score.value)
        case .taken(let taking): .string(taking.author.text)
        case .claim(let claim): .integer(claim.fence)
        case .card(let card): .string(card.name)
        case .opened, .kept, .acknowledged, .released, .unknown, .invalid: .null
        }
    }
}
