import ArgumentParser
import SheafStore
import SheafWorkspace

struct Verify: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare everything that is stored with what it should be, and change nothing.",
        discussion: """
            Every page of the database, every fact with its hash and place, every view with a fold from scratch, and the \
            facts with the sidecar's tree. The exit status is 65 when something is not as it should be.
            """)

    @Flag(help: "Check every signature again, too.")
    var signatures = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let report = try workspace.verify(checkingSignatures: signatures)
        if json.json { try screen.print(report.document) } else { try screen.print(report.lines) }
        guard !report.isSound else { return .ok }
        screen.say("`sheaf rebuild` sets what is damaged aside and builds it again; nothing is deleted.")
        return .badData
    }
}

extension VerifyReport {
    fileprivate var lines: [Text] {
        let facts: Text = "\(Text.counted(counts.facts, "fact")), \(Text.counted(counts.sessions, "session"))"
        if isSound { return ["\(.check, .good) \(facts): all is as it should be."] }
        return ["\(.cross, .bad) \(facts): not all is as it should be."] + sentences.map { "  \($0)" }
    }

    private var sentences: [Text] {
        var sentences: [Text] = findings.map { "\($0)" }
        if missingCount > 0 { sentences.append("the sidecar holds \(Text.counted(missingCount, "line")) that the database lacks") }
        if unprojectedCount > 0 { sentences.append("the sidecar lacks \(Text.counted(unprojectedCount, "line")) that it should hold") }
        return sentences
    }

    fileprivate var document: Document {
        .versioned([
            "healthy": .boolean(isSound), "facts": Document(counts.facts), "sessions": Document(counts.sessions),
            "findings": .array(sentences.map { Document($0) }),
        ])
    }
}
