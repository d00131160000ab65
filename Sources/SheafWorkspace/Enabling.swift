import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafSync

/// What `enable` did, or would do.
public struct EnableReport: Hashable, Sendable {
    public enum Change: Hashable, Sendable {
        case folder(path: String)
        case key(path: String)
        /// A `disable` is taken back.
        case mark(path: String)
        case consent(url: String)
        /// Hooks of our own, where there were none.
        case hooks([HookEvent], folder: String)
        /// Our lines in hooks that were there.
        case hookLines([HookEvent], folder: String)
        case hookSettings(path: String)
        /// Hooks of ours, or our lines, that are no longer wanted there.
        case hooksRemoved(paths: [String])
    }

    public let repository: String
    /// Empty when everything was there already.
    public let changes: [Change]
    public let remote: SyncRemote?
    /// Somebody allowed sending to the remote's URL, now or before.
    public let isShared: Bool
    public internal(set) var hooks: HookReport
}

extension Workspace {
    /// Makes a repository one that Sheaf works in. Never contacts a remote; writes one folder in the git directory, a key
    /// outside of it, and the hooks that were chosen. Doing it again changes nothing.
    ///
    /// - Parameters:
    ///   - remoteName: the remote to sync with, kept for later; nil keeps what is set.
    ///   - shares: the first push may happen without a typed `sheaf sync`.
    ///   - hooks: nil: as chosen before, at first automatic. What keeps a hook from being installed is said and never an error.
    ///   - isDryRun: only says what would change.
    /// - Throws: `WorkspaceError.unknownRemote` for a typed name; `GitError`, `StoreError`.
    public static func enable(
        from directory: String, remoteName: String?, shares: Bool, hooks choice: HookChoice? = .off, isDryRun: Bool,
        surroundings: Surroundings
    ) throws -> EnableReport {
        let repository = try UserRepositories.open(at: directory)
        let flags = remoteName.map { [Settings.LocalValue(.flag("--remote", .remote), $0)] } ?? []
        let place = Installation(repository.location)
        let remote = try wantedRemote(repository, flags: flags, isTyped: remoteName != nil, surroundings)
        var changes: [EnableReport.Change] = []
        if !place.isPresent {
            changes.append(.folder(path: place.directory.path))
            changes.append(.key(path: try surroundings.stateDirectory() + "/keys"))
        } else if !place.isEnabled {
            changes.append(.mark(path: place.disabledMark))
        }
        let isShared = try place.isPresent && hasConsent(place, url: remote?.url)
        if shares, !isShared, let remote { changes.append(.consent(url: remote.url)) }
        let hooks = HookPlan(HookSurvey(location: repository.location, surroundings: surroundings).scene(), choice: choice)
        changes += hooks.changes
        var report = EnableReport(
            repository: repository.location.displayPath, changes: changes, remote: remote,
            isShared: isShared || shares && remote != nil, hooks: HookReport(hooks))
        guard !isDryRun else { return report }
        try install(repository, place, remote, flags, shares: shares, surroundings)
        report.hooks.failures = hooks.apply(workshop: place.directory.path)
        do { try hooks.record.write(place) } catch {
            throw WorkspaceError.fileSystem(path: error.path, detail: String(cString: strerror(error.code)))
        }
        return report
    }

    private static func install(
        _ repository: any UserRepository, _ place: Installation, _ remote: SyncRemote?,
        _ flags: [Settings.LocalValue], shares: Bool, _ surroundings: Surroundings
    ) throws {
        let store = try Store(place.directory)
        let workspace = try Workspace(repository, store: store, surroundings: surroundings, flags: flags)
        try workspace.writeCard()
        if let remote {
            try workspace.chooseRemote(remote.name)
            try workspace.configureSidecar()
        }
        try store.write(now: workspace.now) { transaction in
            if shares, let remote { try transaction.consent(to: remote.url) }
        }
        if try store.read({ try $0.cursor(Self.ingestCursor) }) == nil { _ = try workspace.beginIngest() }
        try Registry(surroundings).add(repository.location.commonDirectory)
        if unlink(place.disabledMark) != 0, errno != ENOENT {
            throw WorkspaceError.fileSystem(path: place.disabledMark, detail: String(cString: strerror(errno)))
        }
    }

    private static func hasConsent(_ place: Installation, url: String?) throws -> Bool {
        guard let url else { return false }
        return try Store(place.directory).read { try $0.remote(url)?.consentedAt != nil }
    }

    /// nil when the repository has no such remote and nobody typed its name.
    private static func wantedRemote(
        _ repository: any UserRepository, flags: [Settings.LocalValue], isTyped: Bool, _ surroundings: Surroundings
    ) throws -> SyncRemote? {
        let name: String
        do {
            name = try PolicyReader.settings(repository, environment: surroundings.environment, flags: flags)
                .policy.sync.remote
        } catch is SettingsError where !isTyped {
            // A broken policy file must not keep anybody from enabling; recording will say what is wrong with it.
            name = Policy().sync.remote
        }
        do { return try syncRemote(named: name, in: repository) } catch let error as WorkspaceError {
            if isTyped { throw error }
            return nil
        }
    }

    /// The replica's card: its name and what it reads. Written when it would say something new.
    func writeCard() throws {
        let name = try (repository.userEmail().map { AuthorSlug(email: $0).text } ?? "replica")
        let card = FactBody.Card(
            name: "\(name)-\(replica.hex.prefix(4))", formats: [1], rules: [Int64(Rule.version)])
        let key = RecordKey(.replica, replica.record)
        try store.write(now: now) { transaction in
            guard try transaction.reader().card(of: replica) != card else { return }
            try transaction.append(.card(card), to: key, isHuman: false)
        }
    }
}
