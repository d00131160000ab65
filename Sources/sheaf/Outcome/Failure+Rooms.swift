import SheafAgent
import SheafCore
import SheafGit
import SheafStore
import SheafSync
import SheafWorkspace

/// Each room's typed errors, as a person meets them.
extension Failure {
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case is CancellationError: self.init(.interrupted, "interrupted")
        case let error as GitError: self.init(git: error)
        case let error as TransportError: self.init(transport: error)
        case let error as StoreError: self.init(store: error)
        case let error as EvictionRefusal: self.init(eviction: error)
        case let error as AgentError: self.init(agent: error)
        case let error as WorkspaceError: self.init(workspace: error)
        case let error as SessionError: self.init(session: error)
        case let error as SyncError: self.init(sync: error)
        case let error as ReplicaError: self.init(replica: error)
        case let error as SecretRefusal: self.init(.badData, Text(error.description), section: .secrets)
        case let error as HeldBackError: self.init(heldBack: error)
        case let error as ImportError: self.init(import: error)
        case let error as SettingsError:
            self.init(.configuration, lines: error.problems.map { "\($0)" }, section: .settings)
        case let error as ResolutionRefusal: self.init(resolution: error)
        case let error as UndoRefusal: self.init(undo: error)
        case let error as FactError: self.init(.usage, Text("\(error)"), section: .names)
        case let error as StreamError:
            self.init(.inputOutput, "cannot write to standard output: \(error.reason)", section: .disk)
        default:
            self.init(
                .internalError, "an unexpected error: \(String(reflecting: error))",
                advice: "please report this together with what you ran", section: .internalError)
        }
    }

    private init(session error: SessionError) {
        let what = Text(error.description)
        switch error {
        case .unknown, .ambiguous, .notAMember, .notAMemberOf, .noneCurrent, .alreadyEnded, .notEnded, .alreadyYours:
            self.init(.failure, what, section: .names)
        case .notOrphaned: self.init(.notPermitted, what, section: .names)
        case .tooLong, .noCommits, .unknownField: self.init(.usage, what, section: .names)
        }
    }

    private init(import error: ImportError) {
        let what = Text(error.description)
        switch error {
        case .noSuchBranch: self.init(.failure, what, section: .names)
        case .badPattern, .emptySpan: self.init(.usage, what, section: .names)
        }
    }

    private init(git error: GitError) {
        let what = Text(error.description)
        switch error {
        case .executableMissing, .executableTooOld, .cannotStart: self.init(.unavailable, what, section: .git)
        case .commandFailed(_, nil, _):
            self.init(.temporaryFailure, what, advice: "run the same command again", section: .git)
        case .commandFailed: self.init(.failure, what, section: .git)
        case .timedOut, .referenceLocked, .housekeepingFailed: self.init(.temporaryFailure, what, section: .busy)
        case .fileSystem(_, let code): self.init(.fileSystem(code), what, section: .disk)
        case .cannotWrite: self.init(.inputOutput, what, section: .disk)
        case .library: self.init(.inputOutput, what, section: .git)
        case .notARepository, .unsupportedRepository: self.init(.configuration, what, section: .repository)
        case .notOwned: self.init(.notPermitted, what, section: .repository)
        case .refusedName: self.init(.usage, what, section: .names)
        case .unknownRevision, .ambiguousRevision, .unknownRemote: self.init(.failure, what, section: .names)
        case .missingObject, .unexpectedType, .malformedObject, .tooLarge:
            self.init(.badData, what, section: .repository)
        }
    }

    private init(transport error: TransportError) {
        let what = Text(error.description)
        switch error.kind {
        case .authentication: self.init(.notPermitted, what, section: .remote)
        case .unreachable, .interrupted, .notFound: self.init(.unavailable, what, section: .remote)
        case .refused: self.init(.configuration, what, section: .remote)
        case .timedOut: self.init(.temporaryFailure, what, section: .remote)
        case .other: self.init(.remoteProtocol, what, section: .remote)
        }
    }

    private init(store error: StoreError) {
        let what = Text(error.description)
        switch error {
        case .corrupt: self.init(.badData, what, section: .damagedState)
        case .newerSchema: self.init(.configuration, what, section: .damagedState)
        case .readOnly, .notTrusted: self.init(.notPermitted, what, section: .disk)
        case .diskFull, .inputOutput, .notDurable: self.init(.inputOutput, what, section: .disk)
        case .locked, .replaced, .replicaChanged, .mustMint, .noMemory: self.init(.temporaryFailure, what, section: .busy)
        case .archived: self.init(.failure, what, section: .names)
        case .noKey: self.init(.notPermitted, what, section: .notEnabled)
        case .unexpected: self.init(.internalError, what, section: .internalError)
        }
    }

    private init(workspace error: WorkspaceError) {
        let what = Text(error.description)
        switch error {
        case .noHome, .noEmail: self.init(.configuration, what, section: .settings)
        case .notEnabled: self.init(.configuration, what, section: .notEnabled)
        case .unknownRemote, .unknownBackup: self.init(.failure, what, section: .names)
        case .noConsent: self.init(.notPermitted, what, section: .consent)
        case .badArchive, .badBackup: self.init(.badData, what, section: .damagedState)
        case .failedBackup:
            self.init(.badData, what, advice: "`sheaf verify` looks at the database that it was taken of", section: .damagedState)
        case .newerArchive: self.init(.configuration, what, section: .damagedState)
        case .archiveInside: self.init(.usage, what, section: .names)
        case .fileSystem: self.init(.cannotCreate, what, section: .disk)
        }
    }

    private init(agent error: AgentError) {
        let what = Text(error.description)
        switch error {
        case .unsafeFolder: self.init(.notPermitted, what, section: .agent)
        case .fileSystem(_, let code): self.init(.fileSystem(code), what, section: .disk)
        case .noServiceManager: self.init(.configuration, what, section: .agent)
        case .notRunning, .noAnswer, .cannotStart: self.init(.unavailable, what, section: .agent)
        case .stillRunning: self.init(.temporaryFailure, what, section: .agent)
        }
    }

    private init(eviction error: EvictionRefusal) {
        switch error {
        case .noWorkTree:
            self.init(.configuration, "a bare repository has no policy file to edit; commit it from a clone", section: .settings)
        case .notInForce(let record):
            self.init(.configuration, "the policy file of the default branch does not evict \(record) yet",
                advice: "evict it first, and fetch the default branch", section: .settings)
        case .unusualForm(let path, let line):
            self.init(.configuration, "\(path) is written in a way that is not edited automatically",
                advice: "add this below retention.evicted by hand: \(line)", section: .settings)
        }
    }

    private init(sync error: SyncError) {
        let what = Text(error.description)
        switch error {
        case .sidecarContended: self.init(.temporaryFailure, what, section: .busy)
        case .tooLarge, .noRoom: self.init(.badData, what, section: .remote)
        }
    }

    private init(replica error: ReplicaError) {
        let what = Text(error.description)
        switch error {
        case .unknown, .ambiguous: self.init(.failure, what, section: .names)
        case .writesHere, .wasRevoked: self.init(.notPermitted, what, section: .names)
        case .oneNameForSeveral, .badName: self.init(.usage, what, section: .names)
        case .tooLarge: self.init(.badData, what, section: .names)
        }
    }

    private init(heldBack error: HeldBackError) {
        switch error {
        case .noSuchFact(let prefix, let candidates):
            let hashes = candidates.map { "\($0.hex.prefix(16))" as Text }.joined(separator: ", ")
            self.init(
                .failure, "\"\(prefix)\" begins the hash of no fact that is held back, or of several",
                advice: candidates.isEmpty ? "none is held back" : "there are \(hashes)", section: .secrets)
        }
    }

    private init(resolution error: ResolutionRefusal) {
        switch error {
        case .onlyAcknowledged:
            self.init(.usage, "this item can be acknowledged; nothing overrides it in this way",
                advice: "`sheaf conflicts show` says what does", section: .names)
        case .noSuchFact(let candidates):
            let hashes = candidates.map { "\($0.hex.prefix(16))" as Text }.joined(separator: ", ")
            self.init(.usage, candidates.isEmpty
                ? "nothing won or lost in this item, so there is nothing to choose"
                : "that begins none or several of the facts to choose from: \(hashes)", section: .names)
        case .anotherReplica:
            self.init(.notPermitted, "nobody can take a session in another's name",
                advice: "whoever wants it runs `sheaf session take`", section: .names)
        case .unknownKind(let kind):
            self.init(.failure, "the item is about a record of kind \"\(kind)\", which this version carries and does not write",
                section: .names)
        case .badValue(let value, let expected):
            self.init(.usage, "\"\(value)\" does not settle this item; expected one of \(expected.joined(separator: ", "))",
                section: .names)
        }
    }

    private init(undo error: UndoRefusal) {
        switch error {
        case .unknown(let number):
            self.init(.failure, "there is no operation \(number)", advice: "`sheaf log` lists them", section: .names)
        case .irreversible(let number, let command):
            self.init(.failure, "operation \(number) (\(command)) cannot be taken back",
                advice: "write what should hold from now on instead", section: .names)
        case .undone(let number, let by):
            self.init(.failure, "operation \(number) was taken back already, by operation \(by)",
                advice: "`sheaf undo \(by)` takes that back, if it can be", section: .names)
        }
    }
}
