import SheafCore
import SheafStore
import SheafWorkspace

/// How the fold came to a session's fields, in words.
struct SessionExplanationWords {
    let explanation: SessionExplanation
    let now: Instant

    func lines(_ rendering: Rendering) -> [Text] {
        let entry = explanation.entry
        var lines: [Text] = ["\(entry.row.displayID, .heading)  \(SessionWords.state(entry.display))"]
        for field in explanation.fields {
            lines.append("\(field.field, .identifier) = \(value(field))")
            lines.append("    rule \(field.ruleNumber) \(field.ruleName), \(field.step.rawValue): \(reason(field.step))")
            lines += parts(field, rendering)
        }
        return lines
    }

    private func value(_ field: FieldExplanation) -> Text {
        switch field.value {
        case nil: "\("none", .faint)"
        case .text(let text): "\(text)"
        case .number(let number): "\(number)"
        case .time(let instant): RelativeTime.both(instant, from: now)
        }
    }

    private func parts(_ field: FieldExplanation, _ rendering: Rendering) -> [Text] {
        var table = Table([.init(""), .init(""), .init(""), .init(""), .init("", givesWay: true)])
        for part in field.parts {
            guard let held = explanation.facts[part.line] else { continue }
            let fact = held.fact
            table.add([
                "    \(part.role.rawValue)", "\("\(part.line.hex.prefix(8))" as Text, .identifier)",
                ReplicaWords.text(held.line.replica, name: explanation.writerNames[held.line.replica]),
                fact.map { RelativeTime.absolute(Instant(milliseconds: $0.time.at)) } ?? "",
                "\(fact.map { FactWords.text($0.body) } ?? "")\(RevocationWords.mark(isRevoked: isRevoked(held)))",
            ])
        }
        return table.rows.isEmpty ? [] : table.texts(rendering)
    }

    private func isRevoked(_ held: HeldFact?) -> Bool {
        held.map { explanation.revokedWriters.contains($0.line.replica) } ?? false
    }

    private func reason(_ step: FieldExplanation.Step) -> Text {
        switch step {
        case .standard: "nobody has written it"
        case .id: "it is the time in the session's id"
        case .only: "one fact says so, and no other is about it"
        case .later: "its writer knew the others, and later wins"
        case .humanOverAutomatic: "they are concurrent, and a person's write stands above an automatic one"
        case .laterClock: "they are concurrent and of equal standing, so the later time wins"
        case .earlierClock: "the ends are concurrent and agree, so the earlier time counts"
        case .smallerHash: "they are concurrent and equal in all else, so the smaller line hash wins: the same everywhere"
        case .completeOverAbandon: "the ends are concurrent, and complete stands above abandoned"
        case .normal: "it was added, and nothing took it out"
        case .late: "its writer did not know of an end, an orphan's silence or a take: admitted, and the revision counts it"
        case .byHand: "a person added it behind the end"
        case .removed: "whoever took it out knew that it was added"
        case .humanRemove: "a person took it out, and that stands above an automatic add"
        case .afterEnd: "it was recorded by somebody who knew of the end; only by hand does it count then"
        case .latestActivity: "this was the latest activity: a member, a keep-open or a reopening"
        case .opening: "nothing has happened since the opening"
        case .timeout: "the latest activity and the timeout"
        case .heuristic: "the latest activity and the idle warning, because members touched tests and docs"
        case .forge: "the latest activity and the idle warning, because no pull request is open any more"
        case .reopened: "whoever reopened it knew the end, and so took it back"
        case .count: "so many members came in late"
        case .clock: "nobody ended it, so the times above are compared with the clock (--at)"
        }
    }

    /// Protocol: schemas/explain-session.
    var document: Document {
        let entry = explanation.entry
        return .versioned([
            "as_of": Document(now), "session": .string(entry.id.hex), "display_id": .string(entry.row.displayID),
            "fields": .array(explanation.fields.map(document)),
        ])
    }

    private func document(_ field: FieldExplanation) -> Document {
        let value: Document = switch field.value {
        case nil: .null
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        case .time(let instant): Document(instant)
        }
        return [
            "field": .string(field.field), "value": value, "rule_number": Document(field.ruleNumber),
            "rule": .string(field.ruleName), "decided_by": .string(field.step.rawValue),
            "facts": .array(field.parts.map { part in
                let held = explanation.facts[part.line]
                let members: KeyValuePairs<String, Document> = [
                    "line": .string(part.line.hex), "role": .string(part.role.rawValue),
                    "replica": Document(held?.line.replica.hex),
                    "at": Document(held?.fact.map { Instant(milliseconds: $0.time.at) }),
                ]
                let revoked = isRevoked(held) ? [Document.Member(key: "revoked", value: true)] : []
                return .object(members.map(Document.Member.init) + revoked)
            }),
        ]
    }
}
