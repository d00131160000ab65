import SheafCore
import SheafStore
import SheafWorkspace

extension Document {
    /// One session of `session list`. Equal on every replica that holds the same facts. Protocol: schemas/common, `session`.
    init(_ entry: SessionEntry) {
        let (view, display) = (entry.view, entry.display)
        self = [
            "id": .string(view.id.hex), "display_id": .string(entry.row.displayID), "author": .string(view.author.text),
            "state": .string(display.state.rawValue), "opened_at": Document(Instant(milliseconds: view.openedAt)),
            "last_activity_at": Document(Instant(milliseconds: view.lastActivity)),
            "ended_at": Document(display.endedAt.map { Instant(milliseconds: $0) }),
            "trigger": Document(display.trigger?.rawValue), "revision": Document(view.revision),
            "commit_count": Document(entry.commitCount), "pull_request_count": Document(view.pullRequests.count),
            "title": Document(view.title),
        ]
        if entry.revokedPart != .nothing, case .object(let members) = self {
            let part: Document = entry.revokedPart == .wholly ? "all" : "some"
            self = .object(members + [Member(key: "untrusted", value: part)])
        }
    }

    /// Protocol: schemas/session-show.
    init(_ detail: SessionDetail) {
        guard case .object(let members) = Document(detail.entry) else { preconditionFailure("BUG: no object") }
        let view = detail.entry.view
        self = .object(members + [
            Member(key: "note", value: Document(view.note)), Member(key: "owner", value: Document(view.owner?.hex)),
            Member(key: "taken_by", value: Document(view.taking?.replica.hex)),
            Member(key: "idle_end", value: Document(Instant(milliseconds: view.idleEnd))),
            Member(key: "commits", value: .array(detail.commits.map { Document($0.member) })),
            Member(key: "shared_commits", value: .array(detail.shared.map(Document.init))),
            Member(key: "pull_requests", value: .array(view.pullRequests.map(Document.init))),
            Member(key: "facts", value: .array(detail.facts.map { held in
                Document(held, isRevoked: detail.revokedWriters.contains(held.line.replica))
            })),
        ])
    }

    private init(_ member: SessionView.CommitMember) {
        self = [
            "oid": .string(member.id.hex), "committed_at": Document(Instant(milliseconds: member.time)),
            "recorded_by": .string(member.recordedBy.hex), "standing": .string(member.standing.name),
            "via": .string(member.via.rawValue),
        ]
    }

    private init(_ shared: SessionDetail.SharedMember) {
        guard case .object(let members) = Document(shared.member) else { preconditionFailure("BUG: no object") }
        self = .object(members + [Member(key: "primary_session", value: .string(shared.primary.hex))])
    }

    private init(_ member: SessionView.PullRequestMember) {
        self = [
            "number": .integer(member.number), "state": .string(member.state.rawValue),
            "standing": .string(member.standing.name),
        ]
    }

    /// What a session operation did. Protocol: schemas/session-change.
    init(_ change: SessionChange) {
        self = .versioned([
            "session": Document(change.entry), "operation": .integer(change.operation),
            "recorded": Document(change.recorded.recordedCount),
        ])
    }
}
