import SheafCore
import SheafStore

/// What a person does about an item: close it as it was decided, or write what they want instead.
///
/// Overriding is nothing but a later fact, which wins because later comes before every rule. Protocol: 7-conflicts,
/// section 5.
public struct Resolution: Sendable {
    public enum Choice: Sendable, Hashable {
        /// The judgement is right; the item closes for everybody.
        case acknowledge
        /// The fact whose line hash begins so should have won.
        case fact(prefix: String)
        /// A title, a note, `complete`, `abandon` or `reopen`, `add` or `remove`, `automatic` or `manual`.
        case value(String)
    }

    /// What is to be written, in this order.
    public let facts: [(record: RecordKey, body: FactBody)]
    /// Whether the item is closed as it was decided, and not overridden.
    public let isAcknowledgement: Bool

    /// - Parameter replica: whose facts these will be.
    /// - Throws: `ResolutionRefusal`.
    public init(_ choice: Choice, of report: ConflictReport, by replica: ReplicaID?) throws(ResolutionRefusal) {
        switch choice {
        case .acknowledge: try self.init(acknowledging: report)
        case .value(let text): self.init([(try Self.record(report), try Self.body(text, for: report))])
        case .fact(let prefix):
            let chosen = try Self.chosen(prefix, report)
            if chosen.role == .winner { try self.init(acknowledging: report) } else {
                self.init(try Self.override(with: chosen, in: report, by: replica))
            }
        }
    }

    private init(_ facts: [(RecordKey, FactBody)]) {
        self.facts = facts
        isAcknowledgement = false
    }

    private init(acknowledging report: ConflictReport) throws(ResolutionRefusal) {
        facts = [(try Self.record(report), .acknowledged([report.conflict.id]))]
        isAcknowledgement = true
    }

    /// The record that the item is listed under, if this version can write facts about its kind.
    private static func record(_ report: ConflictReport) throws(ResolutionRefusal) -> RecordKey {
        let kinds = report.facts.filter { $0.held.line.record == report.conflict.record }.map(\.held.path.kind)
        guard let kind = kinds.first(where: { ShardPath(kind: $0, record: report.conflict.record) != nil }) else {
            throw .unknownKind(kinds.first?.name ?? "")
        }
        return RecordKey(kind, report.conflict.record)
    }

    private static func chosen(
        _ prefix: String, _ report: ConflictReport
    ) throws(ResolutionRefusal) -> ConflictReport.JudgedFact {
        let prefix = prefix.lowercased()
        let found = report.facts.filter { $0.role != .judged && $0.held.line.hash.hex.hasPrefix(prefix) }
        guard found.count == 1, !prefix.isEmpty else {
            throw .noSuchFact(candidates: report.facts.filter { $0.role != .judged }.map(\.held.line.hash))
        }
        return found[0]
    }

    // MARK: Overriding

    private static func override(
        with chosen: ConflictReport.JudgedFact, in report: ConflictReport, by replica: ReplicaID?
    ) throws(ResolutionRefusal) -> [(RecordKey, FactBody)] {
        guard let body = chosen.fact?.body else { throw .onlyAcknowledged }
        let record = RecordKey(chosen.held.path.kind, chosen.held.line.record)
        switch (report.conflict.rule, body) {
        case (.membership, .member(let membership)): return [(record, .member(membership.byHand))]
        case (.membership, .removed), (.end, .ended), (.reopen, .reopened): return [(record, body)]
        // A marked member says that the session is complete.
        case (.end, .member): return [(record, .ended(.complete))]
        case (.register, .titled), (.register, .noted), (.register, .corrected): return [(record, body)]
        case (.take, .taken):
            guard chosen.held.line.replica == replica else { throw .anotherReplica }
            return [(record, body)]
        case (.sharedCommit, .member(let membership)):
            return removals(before: membership.key, in: report) + [(record, .member(membership.byHand))]
        default: throw .onlyAcknowledged
        }
    }

    /// By hand stands above every other step, so only another hand has to be taken back.
    private static func removals(before key: MemberKey, in report: ConflictReport) -> [(RecordKey, FactBody)] {
        guard report.conflict.step == .byHand, let winner = report.winner else { return [] }
        return [(RecordKey(winner.held.path.kind, winner.held.line.record), .removed(key))]
    }

    private static func body(_ text: String, for report: ConflictReport) throws(ResolutionRefusal) -> FactBody {
        let field = report.conflict.field
        switch (report.conflict.rule, field, text) {
        case (.register, "title", _): return .titled(text)
        case (.register, "note", _): return .noted(text)
        case (.register, _, "automatic"), (.register, _, "manual"):
            guard let commit = commit(field, after: "corrected:") else { throw .onlyAcknowledged }
            return .corrected(commit: commit, isAutomatic: text == "automatic")
        case (.end, _, "complete"), (.reopen, _, "complete"): return .ended(.complete)
        case (.end, _, "abandon"), (.reopen, _, "abandon"): return .ended(.abandon)
        case (.end, _, "reopen"), (.reopen, _, "reopen"): return .reopened
        case (.membership, _, "add"):
            let adds = report.facts.compactMap { judged -> FactBody.Membership? in
                if case .member(let membership) = judged.fact?.body { membership } else { nil }
            }
            guard let add = adds.first else { throw .onlyAcknowledged }
            return .member(add.byHand)
        case (.membership, _, "remove"):
            guard let key = report.facts.compactMap({ $0.fact?.body.memberKey }).first else { throw .onlyAcknowledged }
            return .removed(key)
        default:
            let values = ResolutionRefusal.values(for: report.conflict)
            throw values.isEmpty ? .onlyAcknowledged : .badValue(text, expected: values)
        }
    }

    private static func commit(_ field: String, after prefix: String) -> ObjectID? {
        field.hasPrefix(prefix) ? ObjectID(field.dropFirst(prefix.utf8.count)) : nil
    }
}

extension FactBody {
    fileprivate var memberKey: MemberKey? {
        switch self {
        case .member(let membership): membership.key
        case .removed(let key): key
        default: nil
        }
    }
}

extension FactBody.Membership {
    /// The same member, added on purpose.
    fileprivate var byHand: FactBody.Membership {
        FactBody.Membership(
            key: key, time: time, touchesTests: touchesTests, touchesDocs: touchesDocs, isMarked: isMarked, via: .hand,
            worktree: worktree, state: state)
    }
}

/// Why an item cannot be resolved in the way that was asked for.
public enum ResolutionRefusal: Error, Hashable, Sendable {
    /// Nothing overrides what is only shown, or what a person does not write.
    case onlyAcknowledged
    /// The prefix names none of the facts, or several.
    case noSuchFact(candidates: [LineHash])
    /// Nobody can take a session in another's name.
    case anotherReplica
    /// The item is about a kind of record that this version carries and does not write about.
    case unknownKind(String)
    case badValue(String, expected: [String])

    /// The values that settle an item, where they are a closed set; empty where they are not, or there are none.
    public static func values(for conflict: Conflict) -> [String] {
        switch conflict.rule {
        case .end, .reopen: ["complete", "abandon", "reopen"]
        case .membership: ["add", "remove"]
        case .register where conflict.field.hasPrefix("corrected:"): ["automatic", "manual"]
        default: []
        }
    }
}
