import SheafCore
import SheafStore
import SheafWorkspace

/// Why a commit is where it is, in words.
struct CommitWords {
    let explanation: CommitExplanation

    init(_ explanation: CommitExplanation) {
        self.explanation = explanation
    }

    var lines: [Text] {
        let (commit, detection) = (explanation.commit, explanation.detection)
        let verdict: Text = detection.isAutomatic ? "\("automatic", .good)" : "ordinary"
        return [
            "\(FactWords.short(commit.id), .identifier)  \(commit.subject)",
            "  \(verdict) (score \(detection.score) of \(Detection.scoreMin))",
        ] + evidence + place
    }

    private var evidence: [Text] {
        var table = Table([.init("", isTrailing: true), .init(""), .init("")])
        for item in explanation.detection.evidence {
            table.add(["    \(item.weight)", "\(item.kind.rawValue)", "\(item.detail)"])
        }
        return table.rows.isEmpty ? ["    nothing speaks for it"] : table.texts(Rendering())
    }

    private var place: [Text] {
        let hex = explanation.commit.id.hex.prefix(10)
        switch explanation.place {
        case .member(let primary, let others):
            return ["  in session \(primary.displayID, .identifier)"]
                + others.map { "  also in \($0.displayID), which does not count it" }
        case .removedByHand(let rows):
            return rows.map { "  a person took it out of \($0.displayID)" }
                + ["  \(.arrow, .faint) sheaf session move \(hex) --to SESSION   puts it back"]
        case .ordinary:
            return [
                "  in no session: ordinary commits are not recorded",
                "  \(.arrow, .faint) sheaf explain --mark automatic \(hex)   if that is wrong",
            ]
        case .notRecorded:
            return [
                "  in no session yet",
                "  \(.arrow, .faint) sheaf record \(hex)   records it; `sheaf import history` leaves out what lies close behind a cut",
            ]
        }
    }

    /// Protocol: schemas/explain-commit.
    var document: Document {
        let detection = explanation.detection
        let sessions = explanation.place.sessions
        let isMember = if case .member = explanation.place { true } else { false }
        return .versioned([
            "commit": .string(explanation.commit.id.hex), "automatic": .boolean(detection.isAutomatic),
            "score": Document(detection.score),
            "evidence": .array(detection.evidence.map { item in
                ["kind": .string(item.kind.rawValue), "weight": Document(item.weight), "detail": .string(item.detail)]
            }),
            "session": isMember ? Document(sessions.first?.id.hex) : .null,
            "session_display_id": isMember ? Document(sessions.first?.displayID) : .null,
            "membership": .string(explanation.place.name),
            "sessions": .array(sessions.map { .string($0.id.hex) }),
        ])
    }
}
