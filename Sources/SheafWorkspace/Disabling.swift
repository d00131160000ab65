import Foundation
import SheafCore
import SheafGit
import SheafStore

/// What `disable` did.
public struct DisableReport: Hashable, Sendable {
    public let repository: String
    /// Everything of Sheaf was removed from the repository.
    public let isPurged: Bool
    /// Facts that no remote has, written outside the repository before it was purged.
    public let archive: Archive?
    /// Hooks that could not be taken out; without Sheaf they do nothing.
    public let leftHooks: [HookFailure]

    public struct Archive: Hashable, Sendable {
        public let path: String
        public let factCount: Int
    }
}

extension Workspace {
    /// Stops recording here, and takes the hooks out. With `purges`, removes every byte of Sheaf from the repository; what was never pushed is
    /// first written to an archive outside of it, durably.
    ///
    /// - Throws: `WorkspaceError.notEnabled` when there is nothing to remove; nothing is removed when the archive cannot
    ///   be written.
    public static func disable(
        from directory: String, purges: Bool, surroundings: Surroundings
    ) throws -> DisableReport {
        let location = try UserRepositories.open(at: directory).location
        let place = Installation(location)
        let isHalfRemoved = purges && access(place.purgedPath, F_OK) == 0
        guard isHalfRemoved || access(place.directory.path, F_OK) == 0 else {
            throw WorkspaceError.notEnabled(path: location.displayPath)
        }
        try Registry(surroundings).remove(location.commonDirectory)
        guard purges else {
            try touch(place.disabledMark)
            let left = removeHooks(place, location, surroundings, keepsChoice: true)
            return DisableReport(repository: location.displayPath, isPurged: false, archive: nil, leftHooks: left)
        }
        let archive = place.isPresent ? try archiveUnpushed(place, location, surroundings) : nil
        let left = removeHooks(place, location, surroundings, keepsChoice: false)
        // All at once: half a folder would look like a damaged one to whoever comes by meanwhile.
        try remove(place.purgedPath)
        if rename(place.directory.path, place.purgedPath) != 0, errno != ENOENT {
            throw WorkspaceError.fileSystem(path: place.directory.path, detail: String(cString: strerror(errno)))
        }
        try KeyStore(directory: try surroundings.stateDirectory() + "/keys").removeKeys(serving: place.directory)
        try remove(place.purgedPath)
        return DisableReport(repository: location.displayPath, isPurged: true, archive: archive, leftHooks: left)
    }

    private static func removeHooks(
        _ place: Installation, _ location: RepositoryLocation, _ surroundings: Surroundings, keepsChoice: Bool
    ) -> [HookFailure] {
        let scene = HookSurvey(location: location, surroundings: surroundings).scene()
        let plan = HookPlan(scene, choice: .off)
        let failures = plan.apply(workshop: place.directory.path)
        guard keepsChoice else { return failures }
        var record = plan.record
        record.choice = scene.record.choice
        do { try record.write(place) } catch {
            return failures + [HookFailure(path: error.path, detail: String(cString: strerror(error.code)))]
        }
        return failures
    }

    private static func remove(_ folder: String) throws {
        guard access(folder, F_OK) == 0 else { return }
        do { try FileManager.default.removeItem(atPath: folder) } catch {
            throw WorkspaceError.fileSystem(path: folder, detail: error.localizedDescription)
        }
    }

    /// Writes the outbox to a file that `sheaf archive --restore` and `sheaf rebuild --archive` read back.
    private static func archiveUnpushed(
        _ place: Installation, _ location: RepositoryLocation, _ surroundings: Surroundings
    ) throws -> DisableReport.Archive? {
        let facts = try Store(place.directory).read { try $0.outbox(limit: .max) }
        guard !facts.isEmpty else { return nil }
        let file = ArchiveFile(path: try ArchiveFile.place(for: location, "unpushed", surroundings))
        _ = try file.write(FactArchive(facts.map(\.arrived), archivedAt: surroundings.now()))
        return DisableReport.Archive(path: file.path, factCount: facts.count)
    }

    private static func touch(_ path: String) throws {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw WorkspaceError.fileSystem(path: path, detail: String(cString: strerror(errno)))
        }
        close(descriptor)
    }
}
