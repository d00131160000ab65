import SheafCore
import SheafGit
import SheafStore

/// Keeps the sidecar and the database the same.
public typealias Replication = StateReplication<Store, Sidecar>

extension Replication {
    public typealias LocalState = SheafCore.LocalState
    public typealias Arrival = SheafCore.Arrival

    public init(store: Store, sidecar: Sidecar, now: @escaping @Sendable () -> Instant) {
        self.init(store: store, sidecar: sidecar, now: now, verdicts: SignatureCheck.verdicts)
    }
}
