import SheafCore
import SheafWorkspace

/// One item on the screen.
struct ConflictView {
    /// More facts than these are for `conflicts show`.
    static let factCountMax = 6

    let report: ConflictReport
    let now: Instant
    /// Every fact, with its whole hash.
    let isComplete: Bool

    private var conflict: Conflict { report.conflict }

    func lines(_ rendering: Rendering) -> [Text] {
        let words = ConflictWords(report: report)
        var lines = [title(words)]
        lines += facts(rendering)
        lines.append(labelled("why", words.reason))
        lines.append(labelled("decided", "rule \(conflict.rule.rawValue) \(conflict.rule.name), \(conflict.step.rawValue): \(words.decision)"))
        lines.append(labelled("lost", words.lost))
        lines.append(labelled("override", words.override))
        if conflict.status == .open, !conflict.isAcknowledged {
            lines.append(labelled("agree", "`sheaf conflicts resolve \(ConflictWords.short(conflict.id))` closes it for everybody"))
        }
        return lines
    }

    private func title(_ words: ConflictWords) -> Text {
        let status: Text = switch conflict.status {
        case .open: "\(.dot, .warning) \("open", .warning)"
        case .noted: "\(.ring, .faint) noted"
        }
        let id: Text = isComplete ? "\(conflict.id, .identifier)" : "\(ConflictWords.short(conflict.id), .identifier)"
        let closed: Text = conflict.isAcknowledged ? " (acknowledged)" : ""
        return "\(status)\(closed)  \(id)  \(isComplete ? "\(conflict.field)" : words.field, .heading) of \(words.subject)"
    }

    private func facts(_ rendering: Rendering) -> [Text] {
        let shown = isComplete ? report.facts[...] : report.facts.prefix(Self.factCountMax)
        var table = Table([.init(""), .init(""), .init(""), .init(""), .init("", givesWay: true)])
        for judged in shown { table.add(row(judged)) }
        var narrow = rendering
        narrow.width = rendering.width.map { $0 - 4 }
        var lines = table.texts(narrow).map { "    \($0)" as Text }
        if shown.count < report.facts.count {
            lines.append("    and \(report.facts.count - shown.count) more: `sheaf conflicts show \(ConflictWords.short(conflict.id))`")
        }
        if report.facts.count < conflict.lines.count {
            lines.append("    \(conflict.lines.count - report.facts.count) more are not held here")
        }
        return lines
    }

    private func row(_ judged: ConflictReport.JudgedFact) -> [Text] {
        let role: Text = switch judged.role {
        case .winner: "\("won" as Text, .good)"
        case .loser: "\("lost" as Text, .warning)"
        case .judged: ""
        }
        let hash = judged.held.line.hash.hex
        let says: Text = judged.fact.map { FactWords.text($0.body) } ?? "a line that cannot be read"
        let forged: Text = judged.held.isSigned ? "" : " (wrong signature)"
        return [
            role, "\(isComplete ? hash[...] : hash.prefix(8), .identifier)",
            ReplicaWords.text(judged.held.line.replica, name: judged.writerName),
            judged.fact.map { "\(RelativeTime.both(Instant(milliseconds: $0.time.at), from: now))\($0.isHuman ? ", by hand" : "")" } ?? "",
            "\(elsewhere(judged))\(says)\(forged)\(RevocationWords.mark(isRevoked: judged.isRevoked))",
        ]
    }

    /// Names the session of a fact that is about another one than the item.
    private func elsewhere(_ judged: ConflictReport.JudgedFact) -> Text {
        guard judged.held.line.record != conflict.record else { return "" }
        return "in \(judged.sessionName ?? judged.held.line.record.hex): "
    }

    private func labelled(_ label: Text, _ text: Text) -> Text {
        let padding = String(repeating: " ", count: max(0, 9 - Rendering().columns(label)))
        return "    \(label, .faint)\(padding)\(text)"
    }
}
