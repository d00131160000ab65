import SheafCore
import SheafGit
import SheafStore

/// How old the newest backup is that counts.
struct BackupAge {
    /// Two days without one, although something was written, are more than a machine that was off overnight.
    static let secondsMax: Int64 = 2 * 86_400

    let location: RepositoryLocation
    let directory: StoreDirectory
    let surroundings: Surroundings

    func finding() -> Diagnosis {
        do {
            let backups = try Backups(location, surroundings).list()
            guard let newest = backups.first(where: { $0.manifest != nil }) else { return none(backups) }
            return describe(newest, failed: backups.first { $0.state == .failed && $0.name > newest.name })
        } catch {
            return .problem(.backups, "\(error)", remedy: "see that the folder is yours, and repeat")
        }
    }

    private func none(_ backups: [Backup]) -> Diagnosis {
        guard let failed = backups.first(where: { $0.state == .failed }) else {
            return .note(.backups, "no backup was taken yet", remedy: "`sheaf backup now` takes one")
        }
        return .problem(.backups, "no backup counts, and \(failed.path) did not pass", remedy: Self.advice)
    }

    private static let advice = "`sheaf verify` looks at the database; if it is sound, `sheaf backup now` takes a new one"

    private func describe(_ newest: Backup, failed: Backup?) -> Diagnosis {
        let now = surroundings.now()
        let text = "the newest verified one is \(newest.name), taken \(RelativeTime.words(newest.name.takenAt, from: now))"
        if let failed {
            return .problem(.backups, "\(text); a later one did not pass: \(failed.path)", remedy: Self.advice)
        }
        if newest.holdsAll(of: directory) { return .ok(.backups, "\(text); nothing was written since") }
        guard newest.name.takenAt.advanced(bySeconds: Self.secondsMax) < now else { return .ok(.backups, text) }
        return .note(.backups, text, remedy: "`sheaf backup now` takes one")
    }
}
