import Foundation
import SheafCore
import SheafGit

extension Workspace {
    /// The settings in force in a repository, enabled or not.
    ///
    /// - Throws: `SettingsError` with every problem; `GitError`.
    public static func settings(
        from directory: String, surroundings: Surroundings, flags: [Settings.LocalValue] = []
    ) throws -> Settings {
        try PolicyReader.settings(
            try UserRepositories.open(at: directory), environment: surroundings.environment, flags: flags)
    }
}

/// A policy file that somebody wants checked: the work tree's, or any other.
public struct PolicyCheck: Sendable {
    /// As it is shown.
    public let name: String
    public let file: PolicyFile

    /// - Parameters:
    ///   - bytes: of the file.
    ///   - name: for places in errors.
    /// - Throws: `SettingsError` with every problem.
    public init(_ bytes: [UInt8], name: String) throws(SettingsError) {
        self.name = name
        file = try PolicyFile(bytes, name: name)
    }

    /// Reads at most one byte more than a policy file may have.
    ///
    /// - Throws: `WorkspaceError.fileSystem`, `SettingsError`.
    public init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw WorkspaceError.fileSystem(path: path, detail: String(cString: strerror(errno)))
        }
        defer { try? handle.close() }
        let data: Data?
        do { data = try handle.read(upToCount: PolicyFile.bytesMax + 1) } catch {
            throw WorkspaceError.fileSystem(path: path, detail: "cannot be read")
        }
        try self.init(Array(data ?? Data()), name: path)
    }

    /// Where the work tree's policy file is or would be; nil in a bare repository.
    ///
    /// - Throws: `GitError.notARepository`.
    public static func workTreePath(from directory: String) throws -> String? {
        try RepositoryLocation.find(from: directory).workTree.map { "\($0)/\(PolicyReader.path)" }
    }
}
