import SheafCore
import SheafGit
import SheafStore

/// Keeps the sidecar and the database the same.
public typealias Replication = StateReplication<Store, Sidecar>

extension Replication {
    public typealias LocalState = SheafCore.LocalState
    public typealias Arrival = SheafCore.Arrival

    /// - Parameters:
    ///   - secrets: facts in which it finds one are held back.
    ///   - addressee: URL of the remote that trees are written for; nil leaves it as it was.
    public init(
        store: Store, sidecar: Sidecar, secrets: SecretDetector = SecretDetector(), retention: Retention = .everything,
        addressee: String? = nil, now: @escaping @Sendable () -> Instant
    ) {
        self.init(
            store: store, sidecar: sidecar, retention: retention, addressee: addressee, now: now,
            verdicts: SignatureCheck.verdicts
        ) {
            try SecretGate(store: store, sidecar: sidecar, secrets: secrets, addressee: addressee, now: now()).holdBack()
        }
    }
}
