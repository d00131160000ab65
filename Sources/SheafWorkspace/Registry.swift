import Foundation
import SheafCore
import SheafFiles
import SheafGit

/// Which repositories of this user Sheaf is enabled in: what one agent looks after.
///
/// A file for each in the state folder, so that processes that add and remove never write over one another.
public struct Registry: Hashable, Sendable {
    /// May not be there yet.
    public let folder: String

    /// - Throws: `WorkspaceError.noHome`.
    public init(_ surroundings: Surroundings) throws {
        folder = try surroundings.stateDirectory() + "/repositories"
    }

    /// The common git directories, ascending. What is no repository any more is for the reader to find out.
    public func repositories() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8), text.hasSuffix("\n"),
                text.hasPrefix("/")
            else { return nil }
            let path = String(text.dropLast())
            return Checksum.name(ofRepository: path) == name ? path : nil
        }.sorted()
    }

    public func contains(_ commonDirectory: String) -> Bool {
        access(file(of: commonDirectory).path, F_OK) == 0
    }

    func add(_ commonDirectory: String) throws {
        guard !contains(commonDirectory) else { return }
        do {
            try DurableFolder(path: folder).make()
            try file(of: commonDirectory).replace(with: Array("\(commonDirectory)\n".utf8))
        } catch {
            throw WorkspaceError.fileSystem(path: error.path, detail: String(cString: strerror(error.code)))
        }
    }

    func remove(_ commonDirectory: String) {
        unlink(file(of: commonDirectory).path)
    }

    private func file(of commonDirectory: String) -> DurableFile {
        DurableFile(path: "\(folder)/\(Checksum.name(ofRepository: commonDirectory))")
    }
}
