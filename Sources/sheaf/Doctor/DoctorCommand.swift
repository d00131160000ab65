import ArgumentParser
import SheafWorkspace

struct DoctorCommand: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at everything that Sheaf depends on, and change nothing.",
        discussion: """
            Each finding says what was looked at, what it means, and a safe next step. The exit status is 0 when there is \
            no problem, 2 when there is one, 65 when stored state is damaged. Contacts nobody.
            """)

    @Flag(help: "Only what is not as it should be.")
    var findingsOnly = false

    @OptionGroup var json: JSONOption
    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        let findings = Doctor(directory: common.repository, surroundings: .live).examine()
        let shown = findingsOnly ? findings.filter { $0.status != .ok } : findings
        if json.json {
            try screen.print(Document.versioned([
                "healthy": .boolean(!findings.contains { $0.status == .problem }),
                "findings": .array(shown.map(document)),
            ]))
        } else {
            try screen.print(shown.flatMap(lines))
            let problems = findings.count { $0.status == .problem }
            screen.say(problems == 0 ? "No problems." : "\(Text.counted(problems, "problem")).")
        }
        if findings.contains(where: \.isDamage) { return .badData }
        return findings.contains { $0.status == .problem } ? .attention : .ok
    }

    private func lines(_ finding: Diagnosis) -> [Text] {
        let sign: Text = switch finding.status {
        case .ok: "\(.check, .good) ok     "
        case .note: "\(.ring) note   "
        case .problem: "\(.cross, .bad) \("problem" as Text, .bad)"
        }
        let check = finding.check.rawValue
        let padding = String(repeating: " ", count: max(0, 12 - check.count))
        var lines: [Text] = ["\(sign)  \(check, .heading)\(padding)  \(finding.detail)"]
        if let remedy = finding.remedy { lines.append("                         \(.arrow, .faint) \(remedy)") }
        return lines
    }

    private func document(_ finding: Diagnosis) -> Document {
        [
            "check": .string(finding.check.rawValue), "status": .string(finding.status.rawValue),
            "detail": .string(finding.detail), "remedy": Document(finding.remedy),
        ]
    }
}
