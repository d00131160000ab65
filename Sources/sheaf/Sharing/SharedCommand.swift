import ArgumentParser
import SheafCore
import SheafStore
import SheafWorkspace

struct Shared: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show exactly what the next push would reveal, and contact nobody.",
        discussion: """
            Every line is shown as it would be sent; with --lines nothing else. --json has the exact bytes. A fact that \
            looks as if it held a secret is not sent before somebody has decided about it; the exit status is 2 while one \
            waits for that.
            """)

    @Flag(help: "Print the lines alone.")
    var lines = false

    @Option(help: ArgumentHelp("Send this fact although it looks as if it held a secret.", valueName: "hash"))
    var allowSecret: [String] = []

    @Option(help: ArgumentHelp("Never send this fact to this remote from here; its session's other facts are sent.", valueName: "hash"))
    var keepBack: [String] = []

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        for hash in allowSecret { try workspace.decide(.allowed, aboutHeldBack: hash) }
        for hash in keepBack { try workspace.decide(.kept, aboutHeldBack: hash) }
        let facts = try workspace.unshared()
        let heldBack = try workspace.heldBack()
        let leftOut = try workspace.leftOut()
        let target = try Target(workspace)
        if json.json {
            try screen.print(Document.versioned([
                "remote": Document(target.name), "url": Document(target.url),
                "consented": .boolean(target.hasConsent), "left_out": Document(leftOut.pendingCount),
                "facts": .array(facts.map { Document($0) }),
            ], and: HeldBackWords.members(heldBack)))
        } else if lines {
            try screen.print(facts.map { Text(String(decoding: $0.line.bytes, as: UTF8.self)) })
        } else {
            try show(facts, target, on: screen)
            if leftOut.pendingCount > 0 {
                let facts = Text.counted(leftOut.pendingCount, "fact")
                screen.say("\(facts) more would be sent, but the policy file's retention leaves them out.")
            }
        }
        for line in HeldBackWords.lines(heldBack) { screen.warn(line) }
        return heldBack.isEmpty ? .ok : .attention
    }

    /// Where the next push would go.
    private struct Target {
        var name: String?
        var url: String?
        var hasConsent = false

        /// A repository without the remote has no target, which is no failure here.
        init(_ workspace: Workspace) throws {
            guard let remote = try? workspace.syncRemote() else { return }
            name = remote.name.description
            url = remote.url
            hasConsent = try workspace.store.read { try $0.remote(remote.url)?.consentedAt != nil }
        }
    }

    private func show(_ facts: [HeldFact], _ target: Target, on screen: Screen) throws {
        let place: Text = target.name.map { "\($0) (\(target.url ?? ""))" } ?? "a remote"
        guard !facts.isEmpty else { return screen.say("Nothing: every fact of this clone was sent, or there is none to send.") }
        try screen.print("The next push would send \(Text.counted(facts.count, "fact")) to \(place):")
        try screen.print(DisclosureWords(disclosure: Disclosure(facts)).lines)
        for group in Dictionary(grouping: facts, by: \.line.record).sorted(by: { $0.value[0].sequence < $1.value[0].sequence }) {
            try screen.print()
            try screen.print("\(group.value[0].path.description, .heading)  \(group.key, .identifier)")
            for held in group.value {
                let says = held.fact.map { FactWords.text($0.body) } ?? "a line that cannot be read"
                try screen.print("  \(says)")
                try screen.print("    \(String(decoding: held.line.bytes, as: UTF8.self), .faint)")
            }
        }
        if target.url == nil {
            screen.say("There is no remote, so nothing is sent.")
        } else if !target.hasConsent {
            screen.say("Nothing is sent before somebody types `sheaf sync` for this URL.")
        }
    }
}
