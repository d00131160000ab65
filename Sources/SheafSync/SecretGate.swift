import SheafCore
import SheafGit
import SheafStore

/// Stands between the database and every tree that could be pushed: what looks like a secret stays here.
///
/// A person is asked when they write. This looks again, because a fact may have been written by an older version, with
/// another environment, or come out of an archive.
struct SecretGate {
    let store: Store
    let sidecar: Sidecar
    let secrets: SecretDetector
    let now: Instant

    func holdBack() throws {
        let found = try store.read { try $0.unscannedOutbox() }
            .compactMap { held in secrets.finding(in: held).map { (held, $0) } }
        guard !found.isEmpty else { return }
        try store.write(now: now) { transaction in
            for (held, finding) in found { try transaction.withhold(held, finding) }
            // An older version may have put them into the local tree already: it is written anew, without them. Its
            // commits were never pushed, and none of them is the parent of the next one.
            try transaction.noteProjection(tip: nil, upTo: 0)
        }
        try sidecar.deleteReference(Sidecar.stateReference)
    }
}
