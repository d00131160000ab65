import ArgumentParser
import SheafCore
import SheafWorkspace

struct ReplicasTrust: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Pin replicas: their facts may have effects, and their names are theirs.",
        discussion: "Compare the key with its owner first, by another way than this repository. A key that was never seen is given whole.")

    @Argument(help: ArgumentHelp("A key, its beginning, or a name.", valueName: "replica"))
    var replicas: [String]

    @Option(help: ArgumentHelp("What the one replica is called here from now on.", valueName: "name"))
    var name: String?

    @Flag(help: "Also when it was revoked here before.")
    var again = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let entries = try workspace.trustReplicas(replicas, name: name, isAgain: again)
        try ReplicaChange(entries: entries).show(json, on: screen)
        screen.say("\(Text.counted(entries.count, "replica")) trusted here; nobody else learns of it.")
        return .ok
    }
}

struct ReplicasRevoke: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Trust replicas no more: mark what they wrote, and let it have no effects.",
        discussion: """
            What they wrote stays in the state, on every replica, and the fold still counts it: anything else would make \
            replicas disagree. `sheaf replicas trust --again` takes it back.
            """)

    @Argument(help: ArgumentHelp("A key, its beginning, or a name.", valueName: "replica"))
    var replicas: [String]

    @Option(help: ArgumentHelp("Why; kept here with the decision.", valueName: "text"))
    var reason: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let entries = try workspace.revokeReplicas(replicas, reason: reason)
        try ReplicaChange(entries: entries).show(json, on: screen)
        screen.say("\(Text.counted(entries.count, "replica")) revoked here; tell the others, who decide for themselves.")
        return .ok
    }
}

/// Replicas that were decided about, as they are now.
private struct ReplicaChange {
    let entries: [ReplicaEntry]

    func show(_ json: JSONOption, on screen: Screen) throws {
        if json.json { return try screen.print(Document.versioned(["replicas": .array(entries.map { Document($0) })])) }
        try screen.print(entries.map { entry in
            "\(ReplicaTable.standing(entry.standing))  \(ReplicaWords.text(entry.id, name: entry.name))"
        })
    }
}
