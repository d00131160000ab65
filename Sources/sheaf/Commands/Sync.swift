import ArgumentParser
import SheafCore
import SheafStore
import SheafSync
import SheafWorkspace

struct Sync: SheafCommand {
    static let configuration = CommandConfiguration(
        abstract: "Get what the others have and send what they lack.",
        discussion: "Typing it allows sending this repository's state to the remote's URL from now on; `sheaf shared` shows what.")

    @Option(help: ArgumentHelp("The git remote to sync with, this time.", valueName: "name"))
    var remote: String?

    @Flag(help: "Contact nobody: only bring the state ref up to date, for a push by hand.")
    var offline = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) async throws -> ExitStatus {
        let flags = remote.map { [Settings.LocalValue(.flag("--remote", .remote), $0)] } ?? []
        let workspace = try common.workspace(flags: flags)
        guard !offline else {
            let state = try workspace.project()
            let heldBack = try workspace.heldBack()
            for line in HeldBackWords.lines(heldBack) { screen.warn(line) }
            let status: ExitStatus = heldBack.isEmpty ? .ok : .attention
            if json.json {
                try screen.print(Document.versioned(["outcome": "offline", "tree": Document(state.tree?.hex)]))
                return status
            }
            screen.say(state.commit == nil ? "There is nothing to send yet." : "The state ref holds everything; its tree is")
            if let tree = state.tree { try screen.print("\(tree)") }
            return status
        }
        let watch = SyncWatch(screen)
        let report = try await workspace.sync(isTyped: true) { watch.show($0) }
        watch.finish()
        workspace.refreshPrompt()
        let heldBack = try workspace.heldBack()
        if json.json { try screen.print(report.document(heldBack)) } else { tell(report, on: screen) }
        for line in HeldBackWords.lines(heldBack) { screen.warn(line) }
        let status = try report.status()
        return heldBack.isEmpty ? status : .attention
    }

    private func tell(_ report: SyncReport, on screen: Screen) {
        if report.receivedCount > 0 { screen.say("Got \(Text.counted(report.receivedCount, "new fact")).") }
        if case .garbage = report.remoteState {
            screen.warn("the remote's state ref named no commit; it was replaced by what is known here")
        }
        if report.rejectedCount > 0 {
            screen.warn("kept aside \(Text.counted(report.rejectedCount, "received item")) that cannot be valid; see `sheaf doctor`")
        }
        if !report.carried.isEmpty {
            screen.warn("too large to join and left as on the remote: \(Text.counted(report.carried.count, "shard"))")
        }
        if report.ownCount > 0 {
            screen.warn("the remote held facts of this replica that its database lacked; it goes on as a new replica")
        }
        guard case .inSync(let isPushed) = report.outcome else { return }
        screen.say(report.tree == nil
            ? "Nothing is held here and nothing on \(report.remote.name)."
            : "\(.check, .good) In sync with \(report.remote.name)\(isPushed ? "" : "; there was nothing to send").")
    }
}

extension SyncReport {
    fileprivate func document(_ heldBack: [WithheldFact]) -> Document {
        let (outcome, isPushed): (String, Bool) = switch outcome {
        case .inSync(let isPushed): ("in-sync", isPushed)
        case .contended: ("contended", false)
        case .failed: ("failed", false)
        }
        return .versioned([
            "outcome": .string(outcome), "pushed": .boolean(isPushed), "remote": .string(remote.name.description),
            "url": .string(remote.url), "tree": Document(tree?.hex), "received": Document(receivedCount),
            "rejected": Document(rejectedCount), "carried": Document(carried.count),
            "failed_pushes": Document(failedPushCount),
        ], and: HeldBackWords.members(heldBack))
    }

    /// - Throws: what a script branches on when the exchange did not end in sync.
    func status() throws -> ExitStatus {
        switch outcome {
        case .inSync: return .ok
        case .contended(let reason):
            throw Failure(
                .temporaryFailure, "\(remote.name) refused \(Text.counted(failedPushCount, "push", plural: "pushes")) in a row: \(reason)",
                advice: "nothing is lost; run `sheaf sync` again", section: .remote)
        case .failed(let reason):
            throw failure.map(Failure.init) ?? Failure(.remoteProtocol, "\(reason)", section: .remote)
        }
    }
}
