/// One judgement of the fold. Protocol: 7-conflicts.
public struct Conflict: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable {
        /// A person's written value lost, or a person must choose.
        case open
        case noted
    }

    /// Which comparison settled it; the closed set of Protocol 7-conflicts, section 2.
    public enum Step: String, Hashable, Sendable {
        case humanOverAutomatic = "human-over-automatic"
        case humanAdd = "human-add"
        case addOverRemove = "add-over-remove"
        case completeOverAbandon = "complete-over-abandon"
        case laterClock = "later-clock"
        case smallerHash = "smaller-hash"
        case late = "late"
        case unknownEnd = "unknown-end"
        case continued = "continued"
        case returned = "returned"
        case byHand = "by-hand"
        case byHook = "by-hook"
        case window = "window"
        case worktree = "worktree"
        case earlierOpening = "earlier-opening"
        case smallerID = "smaller-id"
        case shown = "shown"
    }

    public let id: ConflictID
    public let rule: Rule
    public let status: Status
    /// The record that the item is listed under; for a shared commit the primary session.
    public let record: RecordID
    /// What was judged: `end`, `title`, `commit:<oid>`, ...
    public let field: String
    /// nil where nothing won or lost.
    public let winner: LineHash?
    /// Ascending.
    public let losers: [LineHash]
    public let step: Step
    /// Every line that was judged, ascending; with the rule's number it makes the id.
    public let lines: [LineHash]
    /// Somebody has closed it for everybody.
    public internal(set) var isAcknowledged = false

    init(
        _ rule: Rule, _ status: Status, record: RecordID, field: String, winner: LineHash? = nil,
        losers: [LineHash] = [], step: Step, lines: some Sequence<LineHash>
    ) {
        let lines = Set(lines).sorted()
        id = ConflictID(rule: rule, lines: lines)
        self.rule = rule
        self.status = status
        self.record = record
        self.field = field
        self.winner = winner
        self.losers = losers.sorted()
        self.step = step
        self.lines = lines
    }

    /// The vectors' document and the JSON of `conflicts`; Protocol 7-conflicts, section 3.
    public var document: JSONObject {
        JSONObject([
            ("id", .string(id.hex)), ("rule", .string(rule.name)), ("rule_number", .integer(Int64(rule.rawValue))),
            ("status", .string(status.rawValue)), ("session", .string(record.hex)), ("field", .string(field)),
            ("winner", .string(winner?.hex ?? "")), ("losers", .array(losers.map { .string($0.hex) })),
            ("decided_by", .string(step.rawValue)), ("lines", .array(lines.map { .string($0.hex) })),
            ("acknowledged", .boolean(isAcknowledged)),
        ])
    }

    /// What every list of conflicts shows: ascending, each id once.
    ///
    /// No signature covers a path, so anybody can copy a line to a record of another kind with the same id. Rules 12
    /// to 15 then judge the same lines twice; that is one item, acknowledged when it is so in each of the records.
    public static func listed(_ conflicts: some Sequence<Conflict>) -> [Conflict] {
        let once = Dictionary(conflicts.map { ($0.id, $0) }) { $0.isAcknowledged ? $1 : $0 }
        return once.values.sorted(by: precedes)
    }

    /// The order of every list of conflicts.
    static func precedes(_ left: Conflict, _ right: Conflict) -> Bool {
        (left.rule.rawValue, left.id) < (right.rule.rawValue, right.id)
    }
}
