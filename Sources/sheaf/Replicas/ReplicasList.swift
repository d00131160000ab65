import ArgumentParser
import SheafCore
import SheafWorkspace

struct ReplicasList: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List every replica that has written a fact, the latest writer first.",
        discussion: "With --verbose also its whole key, as ssh spells keys in an allowed_signers file.")

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let entries = try workspace.replicas()
        if json.json {
            try screen.print(Document.versioned(["replicas": .array(entries.map { Document($0) })]))
        } else {
            try screen.print(ReplicaTable.table(entries, now: workspace.now))
            if screen.isVerbose {
                try screen.print()
                try screen.print(entries.map { "\($0.id, .identifier)  \($0.id.sshKey)" })
            }
        }
        for line in entries.compactMap({ ReplicaTable.clash($0, in: entries) }) { screen.warn(line) }
        return .ok
    }
}

/// Replicas in columns.
enum ReplicaTable {
    static func table(_ entries: [ReplicaEntry], now: Instant) -> Table {
        let isDecided = entries.contains { $0.decision != nil }
        var table = Table([
            .init("TRUST"), .init("KEY"), .init("NAME", givesWay: true), .init("WHOSE"), .init("FIRST FACT"), .init("LAST FACT"),
            .init("FACTS", isTrailing: true), .init("RECORDS", isTrailing: true), .init(isDecided ? "DECIDED" : ""),
        ])
        for entry in entries {
            table.add([
                standing(entry.standing), "\(entry.shortKey, .identifier)", name(entry), entry.isOwn ? "own" : "other",
                entry.written?.firstAt.map { RelativeTime.absolute($0) } ?? "",
                entry.written?.latestAt.map { RelativeTime.text($0, from: now) } ?? "", "\(entry.written?.factCount ?? 0)",
                "\(entry.written?.recordCount ?? 0)", decision(entry),
            ])
        }
        return table
    }

    /// A card that takes a trusted replica's name.
    static func clash(_ entry: ReplicaEntry, in entries: [ReplicaEntry]) -> Text? {
        guard let trusted = entries.first(where: { $0.id == entry.takesNameOf }) else { return nil }
        return "\(ReplicaWords.text(entry.id, name: entry.cardName)) calls itself like \(ReplicaWords.text(trusted.id, name: trusted.name)), which is trusted: ask whoever that is before you trust the new key"
    }

    static func standing(_ standing: Trust.Standing) -> Text {
        switch standing {
        case .known: "\(.ring) known"
        case .trusted: "\(.check, .good) \("trusted", .good)"
        case .revoked: "\(.cross, .bad) \("revoked", .bad)"
        }
    }

    /// What it is called here, and what it calls itself if that is something else.
    private static func name(_ entry: ReplicaEntry) -> Text {
        guard let given = entry.decision?.name, let own = entry.cardName, given != own else {
            return entry.name.map { "\($0)" } ?? "\("no name", .faint)"
        }
        return "\(given) (calls itself \(own))"
    }

    private static func decision(_ entry: ReplicaEntry) -> Text {
        guard let decision = entry.decision else { return "" }
        let by: Text = decision.decidedBy.map { " by \($0)" } ?? ""
        let bounds: Text = switch decision.verdict {
        case .revoked(let reason): reason.map { ": \($0)" } ?? ""
        case .trusted(let validity): bounds(validity)
        }
        return "\(RelativeTime.absolute(decision.decidedAt))\(by)\(bounds)"
    }

    private static func bounds(_ validity: TrustDecision.Validity) -> Text {
        let after: Text = validity.after.map { ", from \(RelativeTime.absolute($0))" } ?? ""
        let before: Text = validity.before.map { ", until \(RelativeTime.absolute($0))" } ?? ""
        return "\(after)\(before)"
    }
}
