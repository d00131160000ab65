import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct SessionShow: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one session: its commits, its pull requests, and every fact with its writer.")

    @OptionGroup var named: CurrentSessionArgument
    @OptionGroup var at: AtOption
    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let instant = at.at.instant(now: workspace.now)
        let detail = try workspace.session(named.session, at: instant)
        if json.json {
            try screen.print(Document.versioned(["as_of": Document(instant), "session": Document(detail)]))
        } else {
            try show(detail, now: instant, on: screen)
        }
        return .ok
    }

    private func show(_ detail: SessionDetail, now: Instant, on screen: Screen) throws {
        let (entry, view) = (detail.entry, detail.entry.view)
        try screen.print("\(entry.row.displayID, .heading)  \(SessionWords.state(entry.display))")
        if entry.revokedPart == .wholly { screen.warn("every fact about it was written by replicas that were revoked here") }
        var lines: [Text] = []
        if let title = view.title { lines.append("title     \(title)") }
        if let note = view.note { lines += Text.block(note).map { "note      \($0)" } }
        lines += [
            "id        \(view.id)", "author    \(view.author)", "owner     \(owner(detail))",
            "opened    \(RelativeTime.both(Instant(milliseconds: view.openedAt), from: now))",
            "activity  \(RelativeTime.both(Instant(milliseconds: view.lastActivity), from: now))",
            "end       \(SessionWords.end(entry, now: now))",
        ]
        if view.revision > 0 { lines.append("revision  \(view.revision), by \(Text.counted(view.revision, "member")) that came in late") }
        try screen.print(lines.map { "  \($0)" })
        try section("\(SessionWords.counts(entry))", commits(detail), on: screen)
        try section("counted in other sessions", shared(detail), on: screen)
        try section("pull requests", pullRequests(view), on: screen)
        try section("facts", facts(detail, now: now), on: screen)
    }

    private func section(_ title: Text, _ table: Table, on screen: Screen) throws {
        guard !table.rows.isEmpty else { return }
        try screen.print()
        try screen.print("\(title, .heading)")
        try screen.print(table)
    }

    private func owner(_ detail: SessionDetail) -> Text {
        func name(_ replica: ReplicaID) -> Text { ReplicaWords.text(replica, name: detail.writerNames[replica]) }
        let owner = detail.entry.view.owner.map(name) ?? "unknown"
        guard let taking = detail.entry.view.taking else { return owner }
        return "\(owner), taken by \(taking.author), \(name(taking.replica))"
    }

    private func commits(_ detail: SessionDetail) -> Table {
        var table = Table([.init(""), .init(""), .init(""), .init("", givesWay: true)])
        for commit in detail.commits {
            table.add([
                "  \(FactWords.short(commit.member.id), .identifier)",
                RelativeTime.absolute(Instant(milliseconds: commit.member.time)),
                standing(commit.member, isRevoked: detail.revokedWriters.contains(commit.member.recordedBy)),
                commit.details.map { "\($0.subject)" } ?? "",
            ])
        }
        return table
    }

    private func standing(_ member: SessionView.CommitMember, isRevoked: Bool) -> Text {
        switch (member.standing, member.via) {
        case _ where isRevoked: "\("by a revoked replica", .warning)"
        case (.late, _): "\("late", .warning)"
        case (_, .hand): "by hand"
        case (_, .mark): "by its mark"
        case (_, .hook), (_, .window): ""
        }
    }

    private func shared(_ detail: SessionDetail) -> Table {
        var table = Table([.init(""), .init("")])
        for shared in detail.shared {
            table.add(["  \(FactWords.short(shared.member.id), .identifier)", "in \(shared.primary)"])
        }
        return table
    }

    private func pullRequests(_ view: SessionView) -> Table {
        var table = Table([.init(""), .init("")])
        for pullRequest in view.pullRequests {
            table.add(["  \("#\(pullRequest.number)" as Text, .identifier)", "\(pullRequest.state.rawValue)"])
        }
        return table
    }

    private func facts(_ detail: SessionDetail, now: Instant) -> Table {
        var table = Table([.init(""), .init(""), .init(""), .init("", givesWay: true)])
        for held in detail.facts {
            let fact = held.fact
            let says: Text = fact.map { FactWords.text($0.body) } ?? "a line that cannot be read"
            table.add([
                "  \("\(held.line.hash.hex.prefix(8))" as Text, .identifier)",
                fact.map { RelativeTime.absolute(Instant(milliseconds: $0.time.at)) } ?? "",
                ReplicaWords.text(held.line.replica, name: detail.writerNames[held.line.replica]),
                held.isSigned
                    ? "\(says)\(RevocationWords.mark(isRevoked: detail.revokedWriters.contains(held.line.replica)))"
                    : "\(says) (wrong signature)",
            ])
        }
        return table
    }
}
