import SheafCore
import SheafGit
import SheafStore

/// Finds the one session that a person means: by display id, id, a unique prefix of either, pull request, commit, or
/// anything that git calls a commit. Protocol: 8-local, section 3.
struct SessionLookup {
    let reader: StoreReader
    let repository: any UserRepository

    /// - Throws: `SessionError.unknown`, `.ambiguous`, `.notAMember`.
    func session(_ name: String) throws -> SessionRow {
        let found = try reader.sessions(matching: name)
        if let only = found.first, found.count == 1 { return only }
        // One commit may be in several sessions; it is counted in one of them.
        if let commit = try? repository.resolve(name) {
            let holders = Set(try reader.sessions(holding: .commit(commit)).map(\.id))
            if found.allSatisfy({ holders.contains($0.id) }) {
                guard let primary = try reader.primarySession(of: commit) else { throw SessionError.notAMember(commit) }
                return primary
            }
        } else if let commit = ObjectID(name), let primary = try reader.primarySession(of: commit) {
            return primary
        }
        guard !found.isEmpty else { throw SessionError.unknown(name) }
        throw SessionError.ambiguous(
            name, candidates: found.map { SessionError.Candidate(displayID: $0.fullDisplayID, id: $0.id) })
    }

    /// The commit that a person means; it need not be in this repository when a session holds it.
    ///
    /// - Throws: `GitError.unknownRevision`, `GitError.ambiguousRevision`, `GitError.refusedName`.
    func commit(_ name: String) throws -> ObjectID {
        do { return try repository.resolve(name) } catch {
            guard let commit = ObjectID(name.lowercased()), try reader.isMember(.commit(commit)) else { throw error }
            return commit
        }
    }
}
