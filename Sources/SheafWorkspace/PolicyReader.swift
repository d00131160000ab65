import SheafCore
import SheafGit

/// Reads the policy file of the default branch, and the layers that only this machine sees.
enum PolicyReader {
    static let path = ".sheaf/policy.yaml"

    /// - Parameter flags: what was typed, outranking everything else.
    /// - Throws: `SettingsError` with every problem; `GitError` when the repository cannot be read.
    static func settings(
        _ repository: any UserRepository, environment: [String: String], flags: [Settings.LocalValue]
    ) throws -> Settings {
        let variables = environment.filter { $0.key.hasPrefix("SHEAF_") && $0.key != Surroundings.dateVariable }.sorted { $0.key < $1.key }
            .map { Settings.LocalValue(.environment(variable: $0.key), $0.value) }
        let configured = try repository.configuration().entries.filter { $0.key.hasPrefix("sheaf.") }
            .map { Settings.LocalValue(.gitConfig(name: $0.key), $0.value ?? "true") }
        return try Settings(file: try file(repository), local: flags + variables + configured)
    }

    /// The policy file of the default branch; nil when it has none. The work tree's copy never counts: a pull request
    /// must not change the rules that it is judged by.
    static func file(_ repository: any UserRepository) throws -> PolicyFile? {
        guard let branch = try repository.defaultBranch(),
            let commit = try repository.references(matching: branch).first(where: { $0.name == branch })?.commit,
            let content = try repository.file(path, at: commit, bytesMax: PolicyFile.bytesMax)
        else { return nil }
        return try PolicyFile(content.bytes, name: "\(branch):\(path)")
    }
}
