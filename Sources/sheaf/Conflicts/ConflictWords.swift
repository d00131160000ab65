import SheafCore
import SheafWorkspace

/// The conflict report in words. docs/conflicts.md tells the same at length.
struct ConflictWords {
    let report: ConflictReport

    private var conflict: Conflict { report.conflict }

    /// As many digits of an item's id as a person types; prefixes of any length from four on are accepted.
    static func short(_ id: ConflictID) -> Text { "\(id.hex.prefix(12))" }

    /// What the item is listed under, for commands that follow.
    var subject: Text { report.session.map { "\($0.displayID)" } ?? "\(conflict.record)" }

    /// What was judged, in words.
    var field: Text {
        let parts = conflict.field.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return "\(conflict.field)" }
        return switch parts[0] {
        case "commit": "commit \(parts[1].prefix(10))"
        case "pr": "pull request \(parts[1])"
        case "corrected": "detection of commit \(parts[1].prefix(10))"
        case "score": "score by \(parts[1])"
        case "claim": "claim of \(parts[1])"
        default: "\(conflict.field)"
        }
    }

    /// Why it is listed.
    var reason: Text {
        switch conflict.rule {
        case .membership, .end, .reopen, .register, .score:
            "they are concurrent: neither writer knew of the other's fact"
        case .take where conflict.status == .open: "the takes are concurrent: neither taker knew of the other"
        case .take: "the writer of these members did not know of the take"
        case .lateMember: "the writer of these members did not know of the end"
        case .timeout: "somebody acted on an end by silence while the owner, unknown to them, went on"
        case .orphan: "somebody acted on an orphaned session while its owner still had members that nobody had seen"
        case .sharedCommit: "several sessions hold this commit, and it is counted in one"
        case .claim: "two claims carry the same fence: the remote was set back, or somebody wrote one without asking who holds it"
        case .clock: "its writer knew a fact whose time is later than its own: one of the two clocks is wrong"
        case .signature: "the signature is not that of the replica which the line names"
        case .fork: "lines of one replica carry the same number: its database was copied or set back"
        case .gap: "a line of this replica with a smaller number is missing: not here yet, or lost"
        }
    }

    var decision: Text {
        switch conflict.step {
        case .humanOverAutomatic: "what a person wrote stands above what was automatic"
        case .humanAdd: "a person added it, and that stands above any remove"
        case .addOverRemove: "an add stands above a remove that did not know it"
        case .completeOverAbandon: "complete stands above abandoned"
        case .laterClock: "they are of equal standing, so the later time wins"
        case .smallerHash: "they are equal in all else, so the smaller line hash wins: arbitrary, and the same everywhere"
        case .late: "the members are admitted as late ones, and the revision counts them"
        case .unknownEnd: "a reopening cancels the ends that its writer knew, and it did not know this one"
        case .continued: "nobody's clock ends another's session: the members count, and the end moves"
        case .returned: "the members are admitted as late ones, and the revision counts them"
        case .byHand: "it was added to the winning session by hand"
        case .byHook: "a hook recorded it in the winning session"
        case .window: "it lies in the window of the winning session's other members"
        case .worktree: "it was made in the winning session's worktree"
        case .earlierOpening: "the winning session was opened earlier"
        case .smallerID: "the winning session has the smaller id: arbitrary, and the same everywhere"
        case .shown: "nothing is decided by this; it is only shown"
        }
    }

    /// What does not count because of the judgement.
    var lost: Text {
        switch conflict.rule {
        case .membership, .end, .reopen, .register, .score:
            report.losers.map { judged in judged.fact.map { FactWords.text($0.body) } ?? "\(judged.held.line.hash)" }
                .joined(separator: "; ")
        case .take where conflict.status == .open: "the other takes; the commits of those takers stay members"
        case .lateMember, .orphan, .take: "nothing, but scores of an earlier revision are stale"
        case .timeout, .clock: "nothing"
        case .sharedCommit: "nothing: it stays a member of all of them"
        case .claim: "the other claims; whoever held one may have acted in vain"
        case .signature: "all that the line says"
        case .fork: "nothing: all of them count"
        case .gap: "what the missing line says, until it arrives"
        }
    }

    var losesNothing: Bool {
        switch conflict.rule {
        case .timeout, .clock, .sharedCommit, .fork: true
        default: false
        }
    }

    /// Whether the facts did not know of each other, which is why it is listed.
    var isConcurrent: Bool {
        switch conflict.rule {
        case .membership, .end, .lateMember, .reopen, .timeout, .orphan, .take, .register, .score: true
        case .sharedCommit, .claim, .clock, .signature, .fork, .gap: false
        }
    }

    /// How to have it otherwise.
    var override: Text {
        switch (conflict.rule, conflict.field) {
        case (.register, "title"): "`sheaf session title \(subject) TITLE`\(orChoose)"
        case (.register, "note"): "`sheaf session note \(subject) NOTE`\(orChoose)"
        case (.register, let field) where field.hasPrefix("corrected:"):
            "`sheaf explain --mark automatic` or `manual` with the commit\(orChoose)"
        case (.register, _): "whoever writes it writes it again"
        case (.membership, _): "`sheaf session move` or `sheaf session remove` with the commit\(orChoose)"
        case (.end, _), (.reopen, _): "`sheaf session complete`, `abandon` or `reopen` \(subject) once more\(orChoose)"
        case (.take, "owner"): "`sheaf session take \(subject)` once more"
        case (.lateMember, _), (.orphan, _), (.take, _): "`sheaf session move` the members elsewhere"
        case (.sharedCommit, _): "`sheaf session move` the commit to the session that it belongs to\(orChoose)"
        case (.timeout, _): "`sheaf session complete \(subject)` ends it for good"
        case (.score, _): "score it again"
        case (.clock, _): "set the clock of that machine"
        case (.claim, _): "nothing: the next claim has a greater fence"
        case (.signature, _), (.fork, _), (.gap, _): "nothing: it is only shown"
        }
    }

    private var orChoose: Text {
        guard let loser = report.losers.first else { return "" }
        return ", or `sheaf conflicts resolve \(Self.short(conflict.id)) --choose \(loser.held.line.hash.hex.prefix(8))`"
    }
}
