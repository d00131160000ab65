import ArgumentParser
import Foundation
import SheafCore
import SheafWorkspace

struct ConfigCheck: SheafCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a policy file: exit status 0, or 78 with every problem.",
        discussion: """
            Fit for a pre-commit hook and for CI. Without FILE the work tree's .sheaf/policy.yaml and the local layers \
            (git config, SHEAF_*) are checked; - reads standard input, such as what is staged:

              git show :.sheaf/policy.yaml | sheaf config check -
            """)

    @Argument(help: ArgumentHelp("A policy file, or - for standard input.", valueName: "file"), completion: .file())
    var files: [String] = []

    @OptionGroup var common: CommonOptions

    func perform(on screen: Screen) throws -> ExitStatus {
        var problems: [SettingProblem] = []
        var checked: [Text] = []
        for file in files.isEmpty ? try workTreeFile() : files {
            do {
                checked.append("\(try check(file).name)")
            } catch let error as SettingsError {
                problems += error.problems
            } catch let error as WorkspaceError {
                throw Failure(.configuration, "\(error)", section: .settings)
            }
        }
        if files.isEmpty { problems += try localProblems() }
        guard problems.isEmpty else {
            throw Failure(.configuration, lines: problems.map { "\($0)" }, section: .settings)
        }
        screen.say(checked.isEmpty
            ? "There is no policy file here: the built-in defaults hold."
            : "\(checked.joined(separator: ", ")): no problems.")
        return .ok
    }

    private func check(_ file: String) throws -> PolicyCheck {
        guard file == "-" else { return try PolicyCheck(path: file) }
        let bytes = try FileHandle.standardInput.read(upToCount: PolicyFile.bytesMax + 1) ?? Data()
        return try PolicyCheck(Array(bytes), name: "standard input")
    }

    /// None when the work tree has no policy file.
    private func workTreeFile() throws -> [String] {
        guard let path = try PolicyCheck.workTreePath(from: common.repository),
            FileManager.default.fileExists(atPath: path)
        else { return [] }
        return [path]
    }

    /// Problems of git config and the environment; those of the default branch's policy file are its own matter.
    private func localProblems() throws -> [SettingProblem] {
        do {
            _ = try Workspace.settings(from: common.repository, surroundings: .live)
            return []
        } catch let error as SettingsError {
            return error.problems.filter { if case .file = $0.place { false } else { true } }
        }
    }
}
