import ArgumentParser
import SheafCore
import SheafWorkspace

struct ReplicasImport: WorkspaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Pin the replicas of a file in the format of ssh's allowed_signers.",
        discussion: """
            Each line names who, and a key of type ssh-ed25519: `sheaf replicas list --verbose` prints a replica's. The \
            options namespaces (must allow "sheaf"), valid-after and valid-before count; other keys and lines are left out, \
            with a message.
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(in workspace: Workspace, on screen: Screen) throws -> ExitStatus {
        let report = try workspace.importSigners(file)
        for skipped in report.skipped { screen.warn("line \(skipped.lineNumber) left out: \(reason(skipped.reason))") }
        for (signer, outcome) in report.signers where outcome == .revoked {
            screen.warn("line \(signer.lineNumber) left out: \(ReplicaWords.short(signer.replica)) was revoked here; `sheaf replicas trust --again` takes that back")
        }
        if json.json {
            try screen.print(document(report))
        } else {
            for (signer, outcome) in report.signers {
                try screen.print("\(outcome.rawValue)  \(ReplicaWords.short(signer.replica), .identifier)  \(signer.principals.joined(separator: ", "))")
            }
        }
        let count = report.signers.count { $0.outcome == .pinned }
        screen.say("\(Text.counted(count, "replica")) pinned, \(report.signers.count - count + report.skipped.count) left as they were.")
        return .ok
    }

    private func reason(_ reason: AllowedSigners.Skipped.Reason) -> Text {
        switch reason {
        case .keyType(let type): "a key of type \(type), and replicas are ssh-ed25519 keys"
        case .certificateAuthority: "a certificate authority, and keys are pinned one by one"
        case .otherNamespace: "its namespaces do not allow \"sheaf\""
        case .badOption(let option): "the option \(option) is not known"
        case .badTime(let time): "\(time) is no time"
        case .badKey: "the key cannot be read"
        case .badLine: "it is not `principals [options] keytype key`"
        }
    }

    private func document(_ report: SignerImport) -> Document {
        .versioned([
            "signers": .array(report.signers.map { signer, outcome in
                [
                    "line": Document(signer.lineNumber), "id": .string(signer.replica.hex),
                    "principals": .array(signer.principals.map { .string($0) }), "outcome": .string(outcome.rawValue),
                ]
            }),
            "skipped": .array(report.skipped.map { skipped in
                ["line": Document(skipped.lineNumber), "reason": Document(reason(skipped.reason))]
            }),
        ])
    }
}
