import SheafCore
import SheafGit
import SheafStore
import SheafSync

extension Workspace {
    /// The cursor that keeps which remote `enable --remote` chose.
    private static let chosenRemote = "remote"

    /// A remote of the user's repository as an exchange wants it.
    ///
    /// - Throws: `WorkspaceError.unknownRemote`.
    static func syncRemote(named name: String, in repository: any UserRepository) throws -> SyncRemote {
        let remotes = try repository.remotes()
        guard let remote = remotes.first(where: { $0.name.description == name }) else {
            throw WorkspaceError.unknownRemote(name, known: remotes.map { $0.name.description })
        }
        return SyncRemote(name: remote.name, url: remote.pushURL)
    }

    /// The remote to sync with: flag, `SHEAF_SYNC_REMOTE`, git's configuration, what `enable --remote` chose, policy.
    ///
    /// - Throws: `WorkspaceError.unknownRemote`, `SettingsError`.
    public func syncRemote() throws -> SyncRemote {
        let settings = try settings()
        let isLocal = switch settings.origin(of: .remote) {
        case .flag, .environment, .gitConfig: true
        case .file, .builtIn: false
        }
        let chosen = isLocal ? nil : try store.read { try $0.cursor(Self.chosenRemote) }
        return try Self.syncRemote(named: chosen ?? settings.policy.sync.remote, in: repository)
    }

    func chooseRemote(_ name: RemoteName) throws {
        try store.write(now: now) { transaction in
            guard try transaction.reader().cursor(Self.chosenRemote) != name.description else { return }
            try transaction.setCursor(Self.chosenRemote, to: name.description)
        }
    }

    /// Brings the sidecar's configuration up to the user's: remotes, and the settings that the network needs.
    func configureSidecar() throws {
        // A broken policy file must not stop what works without one; nothing is trusted then.
        let trustsCommands = (try? settings().policy.sync.usesSSHCommand) ?? false
        try sidecar.adopt(repository.configuration(), repository.remotes(), trustsCommands: trustsCommands)
    }
}
