/// How one field of a session's view came about: the rule, the step that settled it, and every fact that took part.
public struct FieldExplanation: Hashable, Sendable {
    /// What a fact did for the field.
    public enum Role: String, Hashable, Sendable {
        /// Gives the value.
        case decides
        /// Adds to it.
        case counts
        /// Concurrent with what decides, and behind it by the step.
        case lost
        /// A later fact replaced it.
        case superseded
        /// A fact that knew it took it back, or a person's remove that did not.
        case cancelled
        /// Changes nothing here.
        case ignored
    }

    /// What settled the value.
    public enum Step: String, Hashable, Sendable {
        /// Nobody wrote it: the fold's own default.
        case standard = "default"
        /// It is part of the session's id.
        case id
        /// One fact, and no other.
        case only
        /// Its writer knew the others.
        case later
        // Among concurrent facts.
        case humanOverAutomatic = "human-over-automatic"
        case laterClock = "later-clock"
        case earlierClock = "earlier-clock"
        case smallerHash = "smaller-hash"
        case completeOverAbandon = "complete-over-abandon"
        // A member's standing, or why it does not count.
        case normal, late
        case byHand = "by-hand"
        case removed
        case humanRemove = "human-remove"
        case afterEnd = "after-end"
        // Derived from times.
        case latestActivity = "latest-activity"
        case opening
        case timeout, heuristic, forge
        case reopened
        /// A count of other fields' facts.
        case count
        /// Compared with a clock.
        case clock
    }

    public struct Part: Hashable, Sendable {
        public let line: LineHash
        public let role: Role
    }

    /// As in conflicts: `title`, `end`, `commit:<oid>`, ...
    public let field: String
    /// nil when there is none.
    public let value: Value?
    /// 0 is the opening; the others are numbered as in conflicts.
    public let ruleNumber: Int
    public let step: Step
    /// In order of what they do, then by hash; nothing for what follows from the id or the clock.
    public let parts: [Part]

    public enum Value: Hashable, Sendable {
        case text(String)
        case number(Int64)
        case time(Instant)
    }

    init(_ field: String, _ value: Value?, rule: Int, _ step: Step, _ parts: [Part] = []) {
        self.field = field
        self.value = value
        ruleNumber = rule
        self.step = step
        self.parts = parts.sorted { ($0.role.rank, $0.line) < ($1.role.rank, $1.line) }
    }

    /// `opening` for rule 0.
    public var ruleName: String { Rule(rawValue: ruleNumber)?.name ?? "opening" }

    /// Whether a person who names `text` means this field: its whole name, or the kind before the colon.
    public func isNamed(_ text: String) -> Bool {
        field == text || field.hasPrefix("\(text):") || text.contains(":") && field.hasPrefix(text)
    }
}

extension FieldExplanation.Role {
    fileprivate var rank: Int {
        switch self {
        case .decides: 0
        case .counts: 1
        case .lost: 2
        case .superseded: 3
        case .cancelled: 4
        case .ignored: 5
        }
    }
}
