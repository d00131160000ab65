import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// Where the state goes, as far as it can be told without asking.
struct RemoteExamination {
    let store: Store
    let repository: any UserRepository
    let surroundings: Surroundings

    func findings() -> [Diagnosis] {
        do { return [try remote()] } catch {
            return [.problem(.remote, "\(error)", remedy: "`git remote -v` lists the remotes; `sheaf config sync.remote` says which is meant")]
        }
    }

    private func remote() throws -> Diagnosis {
        let remotes = try repository.remotes().map { SyncRemote(name: $0.name, url: $0.pushURL) }
        guard !remotes.isEmpty else {
            return .note(.remote, "the repository has no remote; everything works without one, for this clone alone")
        }
        let known = try remotes.compactMap { remote in try store.read { try $0.remote(remote.url) }.map { (remote, $0) } }
        guard let (remote, row) = known.first(where: { $0.1.consentedAt != nil }) else {
            return .note(
                .remote, "nothing was sent anywhere yet",
                remedy: "`sheaf shared` shows what a sync would send; `sheaf sync` allows it and does it")
        }
        let pending = try store.read { try $0.counts().pending }
        guard let syncedAt = row.syncedAt else {
            return .note(.remote, "\(remote.name) was never reached", remedy: "run `sheaf sync`")
        }
        let detail = "in sync with \(remote.name) at \(syncedAt)"
        guard pending > 0 else { return .ok(.remote, detail) }
        return .note(.remote, "\(detail), and \(counted(pending, "fact")) written since", remedy: "run `sheaf sync`")
    }
}
