import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct ConflictsResolve: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Close an item for everybody: agree with it, or write what you want instead.",
        discussion: """
            Without an option the item is acknowledged as it was decided. --choose and --value write a later fact, which \
            every replica then follows.
            """)

    @Argument(help: ArgumentHelp("A unique beginning of the item's id.", valueName: "id"))
    var id: String

    @Option(help: ArgumentHelp("The fact that should count, by the beginning of its line hash.", valueName: "hash"))
    var choose: String?

    @Option(
        help: ArgumentHelp(
            "A title or a note; complete, abandon or reopen; add or remove; automatic or manual.", valueName: "value"))
    var value: String?

    @OptionGroup var secret: SecretOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if choose != nil, value != nil { throw ValidationError("Give --choose or --value, not both.") }
    }

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let choice: Resolution.Choice = choose.map { .fact(prefix: $0) } ?? value.map { .value($0) } ?? .acknowledge
        let replica = workspace.replica
        let resolved = try workspace.store.write(now: workspace.now) { transaction in
            let conflict = try ConflictArgument(id).find(try transaction.reader())
            if choice == .acknowledge, conflict.isAcknowledged { return (conflict, nil as Resolution?) }
            return (conflict, try transaction.resolve(
                conflict, choice, by: replica, secrets: workspace.secrets, allowsSecret: secret.allowSecret))
        }
        report(resolved.0, resolved.1, on: screen)
        return .ok
    }

    private func report(_ conflict: Conflict, _ resolution: Resolution?, on screen: Screen) {
        let short = ConflictWords.short(conflict.id)
        guard let resolution else { return screen.say("\(short) was acknowledged before.") }
        if resolution.isAcknowledgement { return screen.say("\(short) is acknowledged; everybody learns it with the next sync.") }
        let written = resolution.facts.map { FactWords.text($0.body) }.joined(separator: "; ")
        screen.say("\(short) is settled: \(written).")
    }
}
