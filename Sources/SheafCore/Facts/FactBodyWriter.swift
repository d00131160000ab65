extension FactBody {
    /// The kind's name and its own fields, without the envelope.
    var fields: (kind: String, members: [(String, JSONValue)]) {
        switch self {
        case .opened(let opening): ("opened", opening.fields)
        case .member(let membership): ("member", membership.fields)
        case .removed(let key): ("removed", [key.field])
        case .ended(let verdict): ("ended", [("verdict", .string(verdict.rawValue))])
        case .reopened: ("reopened", [])
        case .kept: ("kept", [])
        case .titled(let title): ("titled", [("title", .string(title))])
        case .noted(let text): ("noted", [("text", .string(text))])
        case .taken(let taking): ("taken", [("author", .string(taking.author.text))] + taking.worktree.field)
        case .scored(let score):
            ("scored",
             [("scorer", .string(score.scorer)), ("members", .string(score.members)), ("value", .integer(score.value))])
        case .acknowledged(let ids):
            ("acknowledged", [("conflicts", .array(Set(ids).sorted().map { .string($0.hex) }))])
        case .corrected(let commit, let isAutomatic):
            ("corrected", [("commit", .string(commit.hex)), ("automatic", .boolean(isAutomatic))])
        case .card(let card):
            ("card",
             [("name", .string(card.name)), ("formats", .array(card.formats.map(JSONValue.integer))),
              ("rules", .array(card.rules.map(JSONValue.integer)))])
        case .claim(let claim):
            ("claim",
             [("subject", .string(claim.subject)), ("fence", .integer(claim.fence)),
              ("lease_s", .integer(claim.leaseSeconds))])
        case .released: ("released", [])
        case .unknown(let kind), .invalid(let kind, _):
            preconditionFailure("BUG: a fact of kind \(kind) that this version cannot read is never written")
        }
    }
}

extension FactBody.Opening {
    fileprivate var fields: [(String, JSONValue)] {
        [
            ("author", .string(author.text)), ("timeout_s", .integer(timeoutSeconds)),
            ("warning_s", .integer(warningSeconds)), ("orphan_s", .integer(orphanSeconds)),
            ("heuristic", .boolean(isHeuristic)),
        ] + worktree.field
    }
}

extension FactBody.Membership {
    fileprivate var fields: [(String, JSONValue)] {
        var fields = [key.field, ("time", .integer(time))]
        if touchesTests { fields.append(("tests", true)) }
        if touchesDocs { fields.append(("docs", true)) }
        if isMarked { fields.append(("mark", true)) }
        if via != .window { fields.append(("via", .string(via.rawValue))) }
        if let state { fields.append(("state", .string(state.rawValue))) }
        return fields + worktree.field
    }
}

extension MemberKey {
    fileprivate var field: (String, JSONValue) {
        switch self {
        case .commit(let id): ("commit", .string(id.hex))
        case .pullRequest(let number): ("pr", .integer(number))
        }
    }
}

extension WorktreeToken? {
    fileprivate var field: [(String, JSONValue)] {
        map { [("worktree", .string($0.text))] } ?? []
    }
}
