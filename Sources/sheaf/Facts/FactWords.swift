import SheafCore

/// What a fact says, in a few words. Everything in it was written by some replica, and is escaped by `Text`.
enum FactWords {
    static func text(_ body: FactBody) -> Text {
        switch body {
        case .opened(let opening): "opened for \(opening.author)"
        case .member(let membership): text(membership)
        case .removed(let key): "\(name(key)) taken out"
        case .ended(.complete): "ended as complete"
        case .ended(.abandon): "ended as abandoned"
        case .reopened: "reopened"
        case .kept: "kept open"
        case .titled(""): "title cleared"
        case .titled(let title): "title \"\(title)\""
        case .noted(""): "note cleared"
        case .noted(let note): "note \"\(note)\""
        case .taken(let taking): "taken by \(taking.author)"
        case .scored(let score): "scored \(ScoreWords.points(score.value)) by \(score.scorer)"
        case .acknowledged(let ids): "\(Text.counted(ids.count, "conflict")) acknowledged"
        case .corrected(let commit, let isAutomatic):
            "commit \(short(commit)) is \(isAutomatic ? "automatic" : "manual")"
        case .card(let card): "calls itself \"\(card.name)\""
        case .claim(let claim): "claims \(claim.subject) with fence \(claim.fence)"
        case .released: "released"
        case .unknown(let kind): "of kind \(kind), which this version does not know"
        case .invalid(let kind, let field): "of kind \(kind) with a wrong field \(field)"
        }
    }

    /// The first ten digits: enough for a person, and git takes them.
    static func short(_ commit: ObjectID) -> Text { "\(commit.hex.prefix(10))" }

    static func name(_ key: MemberKey) -> Text {
        switch key {
        case .commit(let id): "commit \(short(id))"
        case .pullRequest(let number): "pull request \(number)"
        }
    }

    private static func text(_ membership: FactBody.Membership) -> Text {
        let how: Text = switch membership.via {
        case .window: "recorded"
        case .hook: "recorded by a hook"
        case .hand: "added by hand"
        case .mark: "joined by its mark"
        }
        let state: Text = membership.state.map { ", \($0.rawValue)" } ?? ""
        let mark: Text = membership.isMarked ? ", with a completion mark" : ""
        return "\(name(membership.key)) \(how)\(state)\(mark)"
    }
}

enum ScoreWords {
    /// Thousandths of a point as a decimal fraction.
    static func points(_ thousandths: Int64) -> Text {
        let digits = String(thousandths.magnitude % 1000)
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        return "\(thousandths < 0 ? "-" : "")\(thousandths.magnitude / 1000).\(fraction)"
    }
}
