import SheafCore
import SheafWorkspace

/// Sessions in words.
enum SessionWords {
    static func state(_ display: SessionDisplay) -> Text {
        switch display.state {
        case .open: "\(.dot, .good) \("open", .good)"
        case .idle: "\(.ring, .warning) \("idle", .warning)"
        case .ended: "\(.dash, .faint) ended"
        case .orphaned: "\(.cross, .warning) \("orphaned", .warning)"
        case .completed: "\(.check, .good) completed"
        case .abandoned: "\(.cross, .faint) abandoned"
        }
    }

    /// Why and when it ended, or when it will.
    static func end(_ entry: SessionEntry, now: Instant) -> Text {
        guard let endedAt = entry.display.endedAt.map({ Instant(milliseconds: $0) }) else {
            return "ends by itself \(RelativeTime.text(Instant(milliseconds: entry.view.idleEnd), from: now))"
        }
        let why: Text = switch entry.display.trigger {
        case .explicit, nil: ""
        case .timeout: " by silence"
        case .heuristic: " by silence after tests and docs"
        case .forge: " by silence after its pull requests"
        }
        return "ended\(why) \(RelativeTime.both(endedAt, from: now))"
    }

    static func counts(_ entry: SessionEntry) -> Text {
        let (commits, pulls) = (entry.commitCount, entry.view.pullRequests.count)
        let pullRequests: Text = pulls == 0 ? "" : ", \(Text.counted(pulls, "pull request"))"
        return "\(Text.counted(commits, "commit"))\(pullRequests)"
    }

    static func table(_ entries: [SessionEntry], now: Instant) -> Table {
        var table = Table([
            .init("STATE"), .init("SESSION"), .init("OPENED", isSpare: true), .init("LAST ACTIVITY"), .init("COMMITS", isTrailing: true),
            .init("TITLE", givesWay: true),
        ])
        for entry in entries {
            let view = entry.view
            table.add([
                state(entry.display), "\(entry.row.displayID, .identifier)",
                RelativeTime.absolute(Instant(milliseconds: view.openedAt)),
                RelativeTime.text(Instant(milliseconds: view.lastActivity), from: now), "\(entry.commitCount)",
                RevocationWords.marked(entry.revokedPart, view.title),
            ])
        }
        return table
    }
}
