import Foundation
import SheafCore
import SheafFiles
import SheafGit
import SheafStore

/// What `evict` did, and what is left to do.
public struct EvictionReport: Hashable, Sendable {
    public let session: RecordID
    public let displayID: String
    /// nil when it was archived nowhere because nothing of it is held.
    public let archive: ArchiveReport?
    /// The policy file of the default branch names the record already: every push with news leaves it out.
    public let isInForce: Bool
    /// The work tree's policy file.
    public let policyPath: String
    /// It names the record now; somebody has to commit it to the default branch.
    public let isWritten: Bool
}

/// Why the policy file was left alone.
public enum EvictionRefusal: Error, Hashable, Sendable {
    /// There is no work tree to write a file in.
    case noWorkTree
    /// Only what the team has evicted is removed here by this command.
    case notInForce(RecordID)
    /// The file is written in a way that this does not extend: add the line by hand.
    case unusualForm(path: String, line: String)
}

extension Workspace {
    /// Begins to remove a session from the remote and from what cooperating replicas write: it is archived, and the policy
    /// file says so. Nothing is removed here or there before that is on the default branch.
    ///
    /// - Parameters:
    ///   - name: as every session command takes it.
    ///   - archivePath: a file that is not there yet; nil for one in the state directory.
    ///   - writes: edit the work tree's policy file.
    ///   - removes: take it out of this clone's database too, once the default branch evicts it.
    /// - Throws: `EvictionRefusal.notInForce`, `SessionError`, `EvictionRefusal`, `SettingsError`; as `archive(before:to:removes:)`.
    public func evict(_ name: String, archivePath: String? = nil, writes: Bool, removes: Bool = false) throws -> EvictionReport {
        let row = try store.read { try SessionLookup(reader: $0, repository: repository).session(name) }
        let isInForce = try settings().policy.retention.evicted.contains(row.id)
        guard isInForce || !removes else { throw EvictionRefusal.notInForce(row.id) }
        let place = "\(location.workTree ?? location.gitDirectory)/\(PolicyReader.path)"
        let edited = writes && !isInForce ? try edit(evicting: row.id, at: place) : nil
        let archive = try archive(row.id, to: archivePath, removes: removes)
        if let edited { try write(edited, at: place) }
        return EvictionReport(
            session: row.id, displayID: row.fullDisplayID, archive: archive, isInForce: isInForce, policyPath: place,
            isWritten: edited != nil)
    }

    private func edit(evicting record: RecordID, at path: String) throws -> String {
        guard location.workTree != nil else { throw EvictionRefusal.noWorkTree }
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        do { return try PolicyEdit.evicting(record, in: text, name: PolicyReader.path) } catch {
            switch error {
            case .invalid(let problems): throw problems
            case .unusualForm: throw EvictionRefusal.unusualForm(path: path, line: "- \"\(record.hex)\"")
            }
        }
    }

    private func write(_ text: String, at path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // The user's own file keeps its mode and its identity.
            if let handle = FileHandle(forWritingAtPath: path) {
                defer { try? handle.close() }
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: Data(text.utf8))
            } else {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            }
        } catch { throw WorkspaceError.fileSystem(path: path, detail: error.localizedDescription) }
    }
}
