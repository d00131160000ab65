import SheafCore
import SheafGit
import SheafStore

/// Keeps the sidecar and the database the same.
public typealias Replication = StateReplication<Store, Sidecar>

extension Replication {
    public typealias LocalState = SheafCore.LocalState
    public typealias Arrival = SheafCore.Arrival

    /// - Parameter secrets: facts in which it finds one are held back.
    public init(
        store: Store, sidecar: Sidecar, secrets: SecretDetector = SecretDetector(), retention: Retention = .everything,
        now: @escaping @Sendable () -> Instant
    ) {
        self.init(store: store, sidecar: sidecar, retention: retention, now: now, verdicts: SignatureCheck.verdicts) {
            try SecretGate(store: store, sidecar: sidecar, secrets: secrets, now: now()).holdBack()
        }
    }
}
