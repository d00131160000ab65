import Foundation
import SheafCore
import SheafGit
import SheafStore
import SheafSync
import SheafWorkspace
import TestSupport

/// A clock that stands still until it is moved.
final class MonotonicClock: @unchecked Sendable {
    // Every access is under the lock.
    private let lock = NSLock()
    private var milliseconds: UInt64 = 5_000_000

    var now: UInt64 { lock.withLock { milliseconds } }
    func advance(milliseconds count: UInt64) { lock.withLock { milliseconds += count } }
}

/// One process of one clone: its workspace and what it has learnt about claims.
struct Claimant {
    static let patience = Exchange.Patience(attemptCountMax: 12, baseMilliseconds: 5, waitMillisecondsMax: 50)

    let workspace: Workspace
    let clock: MonotonicClock
    let member: Fleet.Member

    init(_ member: Fleet.Member, clock: MonotonicClock = MonotonicClock()) throws {
        var surroundings = member.surroundings
        surroundings.monotonic = { clock.now }
        workspace = try Workspace.open(from: member.path, surroundings: surroundings)
        self.clock = clock
        self.member = member
    }

    func claim(_ subject: String = "work:1", leaseSeconds: Int64 = 60) async throws -> ClaimOutcome {
        try await workspace.claim(subject: subject, leaseSeconds: leaseSeconds, patience: Self.patience)
    }

    func newLedger() -> ClaimLedger {
        let clock = clock
        return ClaimLedger(monotonic: { clock.now })
    }

    /// The subject's claims that this clone holds.
    func claims(_ subject: String = "work:1") throws -> [ClaimView] {
        try workspace.store.read { try $0.claims(on: subject) }
    }

    func attemptCount() throws -> Int { try workspace.store.read { try $0.attempts() }.count }

    /// The files of claims that the local ref shows.
    func shownClaims() throws -> String {
        try FixtureGit.run(["ls-tree", "-r", "--name-only", "refs/sheaf/state", "claims"], in: member.sidecar)
    }

    /// A driver over another transport.
    func driver(
        over transport: any StateTransport, _ ledger: ClaimLedger, attemptCountMax: Int = 12
    ) throws -> ExchangeDriver {
        let surroundings = workspace.surroundings
        return ExchangeDriver(
            replication: try workspace.replication(), transport: transport, remote: try workspace.syncRemote(), ledger: ledger,
            patience: Exchange.Patience(attemptCountMax: attemptCountMax, baseMilliseconds: 1, waitMillisecondsMax: 1),
            chance: { surroundings.randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) } }, now: surroundings.now)
    }

    func transport() throws -> ExecutableTransport {
        ExecutableTransport(
            try workspace.replication().sidecar, git: try GitExecutable.find(in: workspace.surroundings.environment))
    }
}

/// A transport whose pushes go wrong in one way, as often as told.
final class FaultyTransport: StateTransport, @unchecked Sendable {
    enum Fault: Sendable {
        /// The push arrives and its answer does not.
        case replyLost
        /// Neither arrives.
        case requestLost
        /// No answer that could be used, for this reason; nothing arrives.
        case failing(TransportError.Kind)
        /// Something else happens first.
        case overtaken(@Sendable () async throws -> Void)
    }

    private let base: any StateTransport
    private let fault: Fault
    // Every access is under the lock.
    private let lock = NSLock()
    private var faultsLeft: Int
    private var pushes: [ObjectID] = []

    init(_ base: any StateTransport, _ fault: Fault, count: Int = 1) {
        self.base = base
        self.fault = fault
        faultsLeft = count
    }

    /// Commits that were to be pushed.
    var pushed: [ObjectID] { lock.withLock { pushes } }

    func probe(_ remote: RemoteName) async throws -> RemoteState { try await base.probe(remote) }

    func fetch(_ remote: RemoteName, progress: @escaping @Sendable (TransferProgress) -> Void) async throws {
        try await base.fetch(remote, progress: progress)
    }

    func push(
        _ commit: ObjectID, to remote: RemoteName, replacing: ObjectID?,
        progress: @escaping @Sendable (TransferProgress) -> Void
    ) async throws -> PushOutcome {
        let isFaulty = lock.withLock {
            pushes.append(commit)
            faultsLeft -= 1
            return faultsLeft >= 0
        }
        let lost = TransportError(kind: .timedOut, remote: remote, detail: "no answer")
        if isFaulty, case .requestLost = fault { throw lost }
        if isFaulty, case .failing(let kind) = fault { throw TransportError(kind: kind, remote: remote, detail: "broken") }
        if isFaulty, case .overtaken(let first) = fault { try await first() }
        let outcome = try await base.push(commit, to: remote, replacing: replacing, progress: progress)
        if isFaulty, case .replyLost = fault { throw lost }
        return outcome
    }
}

extension ClaimOutcome {
    var held: HeldClaim? { if case .held(let claim) = self { claim } else { nil } }
}
