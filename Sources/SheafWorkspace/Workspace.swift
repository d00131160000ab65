import Foundation
import SheafCore
import SheafFiles
import SheafGit
import SheafStore
import SheafSync

/// One enabled repository, opened: the user's repository to read, the database, the sidecar, the settings in force.
///
/// What commands and the agent share. Not thread-safe: one task uses it at a time. Opening is cheap: the policy
/// and git's configuration are read when they are first needed.
public final class Workspace {
    public let location: RepositoryLocation
    public let repository: any UserRepository
    public let store: Store
    public let surroundings: Surroundings
    /// Who writes here. Changes when this database turns out to be a copy or older than it was.
    public internal(set) var replica: ReplicaID
    /// The private repository of Sheaf's git objects; made again when it is missing.
    private(set) var sidecar: Sidecar
    /// Noticed by this opening: the database held less than it had acknowledged. nil when nothing is missing, and when it was
    /// noticed before.
    public let shortfall: Shortfall?
    let keys: KeyStore
    let claims: ClaimLedger
    /// Finds what must not leave the machine; knows the secrets of the environment.
    public let secrets: SecretDetector
    private let flags: [Settings.LocalValue]
    private var readSettings: Settings?
    /// Of `readSettings`.
    private var madeDetector: Detector?

    /// Opens the repository that a directory belongs to, and takes in what its sidecar holds and its database lacks.
    ///
    /// - Parameter flags: settings that were typed.
    /// - Throws: `WorkspaceError.notEnabled`, `GitError`, `StoreError`, `SyncError`.
    public static func open(
        from directory: String, surroundings: Surroundings, flags: [Settings.LocalValue] = []
    ) throws -> Workspace {
        let repository = try UserRepositories.open(at: directory)
        let place = Installation(repository.location)
        guard place.isEnabled else { throw WorkspaceError.notEnabled(path: repository.location.displayPath) }
        // Moved here, or enabled by a version that kept no list. Without the list only the agent misses something.
        try? Registry(surroundings).add(repository.location.commonDirectory)
        return try Workspace(
            repository, store: try Store(place.directory), surroundings: surroundings, flags: flags)
    }

    init(
        _ repository: any UserRepository, store: Store, surroundings: Surroundings, flags: [Settings.LocalValue]
    ) throws {
        self.repository = repository
        location = repository.location
        self.store = store
        self.surroundings = surroundings
        self.flags = flags
        secrets = SecretDetector(environment: surroundings.environment)
        claims = ClaimLedger(monotonic: surroundings.monotonic)
        keys = KeyStore(directory: try surroundings.stateDirectory() + "/keys")
        shortfall = try store.lookForShortfall(now: surroundings.now())
        // A crash, a restored backup or a hand may have left more in the sidecar than in the database; whether this
        // database may go on as the replica it was shows only then.
        let place = Installation(location)
        DurableFile.sweep(place.directory.path)
        let path = place.sidecarPath
        sidecar = try Sidecar.open(at: path)
        do { try Self.absorb(sidecar, store, surroundings) } catch let error as GitError {
            sidecar = try Self.replaced(sidecar, at: path, because: error)
        }
        try Self.takeInSalvaged(store.directory.salvaged, Replication(store: store, sidecar: sidecar, now: surroundings.now))
        let found = try Self.identify(store, keys, surroundings)
        replica = found.replica
        // What was copied while it was written to may have been torn.
        if case .mint(.copied) = found.identity, !sidecar.isWhole() {
            sidecar = try Self.replaced(sidecar, at: path, because: nil)
        }
        try introduce(found.identity)
    }

    private static func absorb(_ sidecar: Sidecar, _ store: Store, _ surroundings: Surroundings) throws {
        try Replication(store: store, sidecar: sidecar, now: surroundings.now)
            .absorb(sidecar.state(of: Sidecar.stateReference))
    }

    /// A new sidecar in place of one that lacks what its refs name: the database has every line, and puts them there
    /// again. The old one is kept beside it.
    private static func replaced(_ sidecar: Sidecar, at path: String, because error: GitError?) throws -> Sidecar {
        if let error, sidecar.isWhole() { throw error }
        try Sidecar.setAside(path)
        return try Sidecar.open(at: path)
    }

    /// A rebuild, this one or one that was ended half-way, has set a damaged database aside: what it still gave goes
    /// into the new one before anything is written there.
    private static func takeInSalvaged(_ file: FactFile, _ replication: Replication) throws {
        guard file.isPresent else { return }
        try replication.takeIn((file.read() ?? []).compactMap(\.self))
        unlink(file.path)
    }

    public var now: Instant { surroundings.now() }

    // MARK: Settings

    /// The settings in force. Read once.
    ///
    /// - Throws: `SettingsError` with every problem; what needs no settings works on.
    public func settings() throws -> Settings {
        if let readSettings { return readSettings }
        let settings = try PolicyReader.settings(repository, environment: surroundings.environment, flags: flags)
        readSettings = settings
        return settings
    }

    /// What was read of the settings may have changed: a policy file was committed or fetched, git was configured.
    public func forgetSettings() {
        readSettings = nil
        madeDetector = nil
    }

    /// What the settings in force take for automatic. Made once.
    func detector() throws -> Detector {
        if let madeDetector { return madeDetector }
        let detector = Detector(try settings().policy.detection)
        madeDetector = detector
        return detector
    }

    /// The slug of whoever works here, by git's configuration and the mailmap.
    ///
    /// - Throws: `WorkspaceError.noEmail`.
    public func author() throws -> AuthorSlug {
        guard let email = try repository.userEmail() else { throw WorkspaceError.noEmail }
        return AuthorSlug(email: email)
    }

    // MARK: Sidecar

    /// - Throws: `GitError`, `StoreError`.
    public func replication() throws -> Replication {
        Replication(
            store: store, sidecar: sidecar, secrets: secrets, retention: try retention(), addressee: try? syncRemote().url,
            now: surroundings.now)
    }

    /// Looks again who this database writes as: lines of its own may have come back from elsewhere, which makes it a new
    /// replica before its next write.
    func identifyAgain() throws {
        let found = try Self.identify(store, keys, surroundings)
        replica = found.replica
        try introduce(found.identity)
    }

    /// A new replica says what it is called, so that others see more of it than a key.
    private func introduce(_ identity: ReplicaIdentity) throws {
        if case .mint = identity { try writeCard() }
    }

    private static func identify(
        _ store: Store, _ keys: KeyStore, _ surroundings: Surroundings
    ) throws -> (replica: ReplicaID, identity: ReplicaIdentity) {
        try store.identify(keys, now: surroundings.now(), seed: { surroundings.randomBytes(32) })
    }
}
