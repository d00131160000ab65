import Foundation
import SheafCore
import SheafFiles
import SheafGit

/// An archive's place on disk.
struct ArchiveFile {
    let path: String

    /// A name that nothing has yet in the state directory, for the repository, what it holds, and now.
    static func place(for location: RepositoryLocation, _ name: String, _ surroundings: Surroundings) throws -> String {
        let repository = (location.displayPath as NSString).lastPathComponent
        let moment = surroundings.now().description.filter { $0 != ":" }
        let stem = "\(try surroundings.stateDirectory())/archive/\(repository)-\(name)-\(moment)"
        // Another repository of that name, or this one at the same moment, before its work was ended half-way.
        let endings = sequence(first: 1) { $0 + 1 }.lazy.map { $0 == 1 ? ".sheaf" : "-\($0).sheaf" }
        return stem + (endings.first { access(stem + $0, F_OK) != 0 } ?? ".sheaf")
    }

    /// What lies in the repository goes with it, and may be committed by accident.
    ///
    /// - Throws: `WorkspaceError.archiveInside`.
    func requireOutside(of location: RepositoryLocation) throws {
        let folder = Self.real((Self.absolute(path) as NSString).deletingLastPathComponent)
        for inside in [location.workTree, location.commonDirectory, location.gitDirectory].compactMap(\.self) {
            let inside = Self.real(inside)
            if folder == inside || folder.hasPrefix(inside + "/") { throw WorkspaceError.archiveInside(path: path) }
        }
    }

    /// Writes the file durably, reads it back, and compares: only then does it count.
    ///
    /// - Returns: its size.
    /// - Throws: `WorkspaceError.fileSystem`, `.badArchive`.
    func write(_ archive: FactArchive) throws -> Int {
        let bytes = archive.bytes
        let folder = (Self.absolute(path) as NSString).deletingLastPathComponent
        do throws(DurableFile.Failure) {
            try DurableFolder(path: folder).make()
            try DurableFile(path: path).create(with: bytes)
        } catch {
            throw WorkspaceError.fileSystem(path: error.path, detail: "\(String(cString: strerror(error.code))); nothing was removed")
        }
        guard try read() == archive else {
            throw WorkspaceError.badArchive(path: path, detail: "it does not read back as it was written")
        }
        return bytes.count
    }

    /// - Throws: `WorkspaceError.badArchive`, `.newerArchive`.
    func read() throws -> FactArchive {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw WorkspaceError.badArchive(path: path, detail: "no file is here that can be read")
        }
        do { return try FactArchive(bytes: Array(bytes)) } catch {
            if case .newer = error { throw WorkspaceError.newerArchive(path: path, detail: "\(error)") }
            throw WorkspaceError.badArchive(path: path, detail: "\(error)")
        }
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Without symbolic links, as far as the path exists.
    private static func real(_ path: String) -> String {
        var (head, tail) = (path as NSString, "")
        while true {
            if let resolved = realpath(head as String, nil) {
                defer { free(resolved) }
                return String(cString: resolved) + tail
            }
            guard head.length > 1 else { return path }
            tail = "/" + head.lastPathComponent + tail
            head = head.deletingLastPathComponent as NSString
        }
    }
}
