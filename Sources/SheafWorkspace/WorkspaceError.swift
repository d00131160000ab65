import SheafCore

/// Why a repository cannot be worked with as asked.
public enum WorkspaceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Neither `XDG_STATE_HOME` nor `HOME` says where the keys are.
    case noHome
    /// Sheaf has never been enabled here, or was disabled.
    case notEnabled(path: String)
    /// The repository has no such remote; `known` are those it has.
    case unknownRemote(String, known: [String])
    /// Nobody has allowed sending this repository's state to the URL.
    case noConsent(url: String)
    /// git's configuration names no e-mail address to work under.
    case noEmail
    /// A file that should be an archive of facts is not, or cannot be read; nothing was changed.
    case badArchive(path: String, detail: String)
    /// A newer Sheaf has written the archive.
    case newerArchive(path: String, detail: String)
    /// An archive was to be written into the repository that it is about.
    case archiveInside(path: String)
    /// There is no backup of that name; `newest` is the newest verified one.
    case unknownBackup(String, newest: BackupName?)
    /// A backup that was just taken did not pass; it counts for nothing.
    case failedBackup(path: String, detail: String)
    /// A backup is not what it was; nothing was changed.
    case badBackup(name: BackupName, detail: String)
    /// A path in the way, or a file that cannot be written.
    case fileSystem(path: String, detail: String)

    public var description: String {
        switch self {
        case .noHome: "neither XDG_STATE_HOME nor HOME is an absolute path, so there is no place for the replica's key; set HOME"
        case .notEnabled(let path): "Sheaf is not enabled in \(path); run `sheaf enable` there"
        case .unknownRemote(let name, let known):
            known.isEmpty
                ? "the repository has no remote \"\(name)\", nor any other; add one with `git remote add`"
                : "the repository has no remote \"\(name)\"; it has \(known.joined(separator: ", "))"
        case .noConsent(let url):
            "nothing has been sent to \(url) yet and nobody has allowed it; `sheaf shared` shows what would be sent, "
                + "`sheaf sync` sends it"
        case .noEmail: "git knows no e-mail address for you; set one with `git config user.email`"
        case .badArchive(let path, let detail): "\(path): \(detail); nothing was changed"
        case .newerArchive(let path, let detail): "\(path): \(detail); nothing was changed"
        case .archiveInside(let path):
            "\(path) lies in the repository and would be lost or committed with it; name a file outside of it"
        case .unknownBackup(let name, let newest):
            newest.map { "there is no backup \"\(name)\"; the newest verified one is \($0)" }
                ?? "there is no backup \"\(name)\", and no verified one at all; `sheaf backup now` takes one"
        case .failedBackup(let path, let detail):
            "the backup did not pass, and counts for nothing; it is kept as \(path). \(detail)"
        case .badBackup(let name, let detail):
            "the backup \(name) is not what it was when it was taken: \(detail). Nothing was changed; `sheaf backup list` shows others"
        case .fileSystem(let path, let detail): "\(path): \(detail)"
        }
    }
}
