import Foundation
import SheafCore
import SheafFiles
import SheafGit
import SheafStore
import SheafSync

/// What `archive` did.
public struct ArchiveReport: Hashable, Sendable {
    public let path: String
    public let factCount: Int
    public let recordCount: Int
    public let byteCount: Int
    /// Facts that were removed from the database, after the file was read back and found whole.
    public let removedCount: Int
}

/// What `archive --restore` did.
public struct RestoreReport: Hashable, Sendable {
    public let factCount: Int
    /// Of these, facts that the database lacked.
    public let newCount: Int
}

extension Workspace {
    /// Writes the facts of months before `month` into a file outside of the repository, and proves that file whole. Only
    /// then, and only when asked, are they removed from the database.
    ///
    /// - Parameters:
    ///   - path: a file that is not there yet; nil for one in the state directory.
    ///   - removes: what the remote is not known to have stays all the same, and so do claims and replicas' cards.
    /// - Returns: nil when there is nothing to archive.
    /// - Throws: `WorkspaceError.archiveInside`, `.fileSystem`, `.badArchive`; `StoreError`.
    public func archive(before month: CivilMonth, to path: String?, removes: Bool) throws -> ArchiveReport? {
        try archive(try store.read { try $0.facts(before: month) }, to: path, named: "before-\(month)", removes: removes)
    }

    /// As `archive(before:to:removes:)`, of one record.
    func archive(_ record: RecordID, to path: String?, removes: Bool) throws -> ArchiveReport? {
        try archive(try store.read { try $0.facts(about: record) }, to: path, named: record.hex, removes: removes)
    }

    /// Joins what an archive holds. What was removed here comes back as it was.
    ///
    /// - Throws: `WorkspaceError.badArchive`, `.newerArchive`; nothing was changed then.
    public func restore(from path: String) throws -> RestoreReport {
        let archive = try ArchiveFile(path: path).read()
        let newCount = try restore(archive)
        try identifyAgain()
        return RestoreReport(factCount: archive.lines.count, newCount: newCount)
    }

    /// - Returns: how many of its facts were new. Whose database this is has to be asked again.
    func restore(_ archive: FactArchive) throws -> Int {
        let lines = SignatureCheck.verdicts(archive.lines)
        let newCount = try store.write(now: now) { try $0.restore(lines) }
        try replication().absorb(sidecar.state(of: Sidecar.stateReference))
        return newCount
    }

    private func archive(
        _ facts: [HeldFact], to path: String?, named name: String, removes: Bool
    ) throws -> ArchiveReport? {
        guard !facts.isEmpty else { return nil }
        let file = ArchiveFile(path: try path ?? ArchiveFile.place(for: location, name, surroundings))
        try file.requireOutside(of: location)
        let archive = FactArchive(facts.map(\.arrived), archivedAt: now)
        let byteCount = try file.write(archive)
        let removed = removes ? try store.write(now: now) { try $0.remove(archived: facts) } : 0
        return ArchiveReport(
            path: file.path, factCount: archive.lines.count, recordCount: archive.recordCount, byteCount: byteCount,
            removedCount: removed)
    }
}
