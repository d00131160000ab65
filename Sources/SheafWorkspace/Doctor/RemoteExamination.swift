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
        do { return [try remote()] + (try setbacks()) } catch {
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
        let detail = "in sync with \(remote.name) \(RelativeTime.exactly(syncedAt, from: surroundings.now()))"
        guard pending > 0 else { return .ok(.remote, detail) }
        return .note(.remote, "\(detail), and \(counted(pending, "fact")) written since", remedy: "run `sheaf sync`")
    }

    /// What remotes had lost, of those that the repository still has.
    private func setbacks() throws -> [Diagnosis] {
        let now = surroundings.now()
        let remotes = try repository.remotes().map { SyncRemote(name: $0.name, url: $0.pushURL) }
        return try store.read { try $0.setbacks() }.compactMap { setback in
            guard let remote = remotes.first(where: { $0.url == setback.notice.url }) else { return nil }
            let words = SetbackWords(setback: setback, remoteName: "\(remote.name)")
            guard words.isTold(at: now, seconds: SetbackWords.secondsToldMax) else { return nil }
            guard setback.mendedAt == nil else {
                return .note(.remote, words.text(at: now), remedy: "nothing has to be done; if nobody meant it, forbid there that refs/sheaf/state is deleted or force-pushed")
            }
            return .problem(.remote, words.text(at: now), remedy: "`sheaf sync` puts back everything that is held here")
        }
    }
}
