import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct Status: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how things stand: sessions, conflicts, what the remote has.",
        discussion: "With --check the exit status is 2 when something waits for a person.")

    @Flag(help: "Exit with 2 when there are open conflicts or problems, or facts that the remote lacks.")
    var check = false

    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let workspace = try Workspace.open(from: common.repository, surroundings: .live)
        let report = try workspace.status(at: at.at.instant(now: workspace.now))
        let agent = AgentNotice(path: workspace.location.commonDirectory)
        if json.json { try screen.print(report.document(agent)) } else { try screen.print(report.lines(screen, agent)) }
        let waits = report.openConflictCount > 0 || !report.problems.isEmpty || report.pendingCount > 0
        return check && waits ? .attention : .ok
    }
}

extension StatusReport {
    fileprivate func lines(_ screen: Screen, _ agent: AgentNotice) -> [Text] {
        var lines: [Text] = ["\(verdict) \(.dash) \(Text.counted(openCount, "open session")), \(conflicts)"]
        lines += problems.map { problem -> Text in "  \(.cross, .bad) \(problem.text)" }
        lines += [
            "  repository  \(repository)",
            "  sessions    \(openCount) open, \(idleCount) idle, \(orphanedCount) orphaned, \(sessionCount) in all",
            "  remote      \(remoteLine)",
            "  facts       \(localCount) here, \(pendingCount) not yet on the remote\(leftOut)",
        ]
        lines += ["  agent       \(agent.line)", "  hooks       \(hookLine)"]
        if !trust.revoked.isEmpty {
            let sessions = Text.counted(untrustedCount, "session")
            lines.append("  revoked     \(Text.counted(trust.revoked.count, "replica")); \(sessions) by them alone are in no count here")
        }
        guard screen.isVerbose else { return lines }
        return lines + replicas.map { row -> Text in
            let name = ReplicaWords.text(row.replica, name: row.card?.name)
            let count = Text.counted(row.factCount, "fact")
            let mark = RevocationWords.mark(isRevoked: trust.isRevoked(row.replica))
            return "  replica     \(name): \(count), the last \(RelativeTime.both(row.latestAt, from: asOf))\(mark)"
        }
    }

    private var leftOut: Text {
        leftOutCount == 0 ? "" : ", \(leftOutCount) left out of it by the policy file (`sheaf help retention`)"
    }

    private var hookLine: Text {
        if hooks == HookEvent.allCases { return "installed" }
        if !hooks.isEmpty { return "\(HookEvent.list(hooks)) only; `sheaf doctor` says why" }
        return hookChoice == .off ? "off" : "none, which costs nothing but seconds; `sheaf doctor` says why"
    }

    private var verdict: Text {
        if !problems.isEmpty { return "\(.dot, .warning) \(Text.counted(problems.count, "problem"), .warning)" }
        guard let remote else { return "\(.ring) local only" }
        guard remote.syncedAt != nil else { return "\(.ring) not shared yet" }
        if pendingCount > 0 { return "\(.ring) \(Text.counted(pendingCount, "fact")) to send to \(remote.name)" }
        return "\(.dot, .good) \("in sync" as Text, .good) with \(remote.name)"
    }

    private var conflicts: Text {
        let count = Text.counted(openConflictCount, "open conflict")
        return openConflictCount == 0 ? "no open conflicts" : "\(count, .warning) (`sheaf conflicts`)"
    }

    private var remoteLine: Text {
        guard let remote else { return "none" }
        let place: Text = "\(remote.name) (\(remote.url))"
        guard let syncedAt = remote.syncedAt, let remoteCount else {
            return remote.hasConsent
                ? "\(place), never synced"
                : "\(place), never synced; `sheaf shared` shows what a `sheaf sync` would send"
        }
        return "\(place), synced \(RelativeTime.text(syncedAt, from: asOf)), has \(remoteCount)/\(localCount) facts"
    }

    fileprivate func document(_ agent: AgentNotice) -> Document {
        .versioned([
            "as_of": Document(asOf), "repository": .string(repository), "replica": .string(replica.hex),
            "in_sync": remote == nil ? .null : .boolean(isInSync),
            "facts": .object([
                Document.Member(key: "local", value: Document(localCount)),
                Document.Member(key: "remote", value: remoteCount.map { Document($0) } ?? .null),
                Document.Member(key: "pending", value: Document(pendingCount)),
                Document.Member(key: "left_out", value: Document(leftOutCount)),
            ]),
            "sessions": .object([
                Document.Member(key: "open", value: Document(openCount)),
                Document.Member(key: "idle", value: Document(idleCount)),
                Document.Member(key: "orphaned", value: Document(orphanedCount)),
                Document.Member(key: "total", value: Document(sessionCount)),
            ]),
            "conflicts": .object([Document.Member(key: "open", value: Document(openConflictCount))]),
            "remote": remote.map(\.document) ?? .null,
            "agent": agent.document,
            "hooks": .object([
                Document.Member(key: "choice", value: .string(hookChoice.rawValue)),
                Document.Member(key: "installed", value: .array(hooks.map { .string($0.rawValue) })),
            ]),
            "replicas": .array(replicas.map { $0.document(trust) }),
            "problems": .array(problems.map {
                .object([
                    Document.Member(key: "what", value: .string($0.code)),
                    Document.Member(key: "detail", value: .string($0.text)),
                ])
            }),
        ], and: RevocationWords.members(leftOut: untrustedCount))
    }
}

extension StatusReport.Remote {
    fileprivate var document: Document {
        .object([
            Document.Member(key: "name", value: .string(name)), Document.Member(key: "url", value: .string(url)),
            Document.Member(key: "synced_at", value: Document(syncedAt)),
            Document.Member(key: "consent", value: .boolean(hasConsent)),
        ])
    }
}

extension ReplicaRow {
    fileprivate func document(_ trust: Trust) -> Document {
        let revoked = trust.isRevoked(replica) ? [Document.Member(key: "revoked", value: true)] : []
        return .object(revoked + [
            Document.Member(key: "id", value: .string(replica.hex)),
            Document.Member(key: "name", value: Document(card?.name)),
            Document.Member(key: "facts", value: Document(factCount)),
            Document.Member(key: "last_fact_at", value: Document(latestAt)),
        ])
    }
}
