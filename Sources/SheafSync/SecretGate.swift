import SheafCore
import SheafGit
import SheafStore

/// Stands between the database and every tree that could be pushed: what looks like a secret stays here.
///
/// A person is asked when they write. This looks again, because a fact may have been written by an older version, with
/// another environment, by others, or come out of an archive; and once more for each remote, because what one may know
/// is not what another may.
struct SecretGate {
    let store: Store
    let sidecar: Sidecar
    let secrets: SecretDetector
    /// URL of the remote that trees are written for; nil: as before.
    let addressee: String?
    let now: Instant

    func holdBack() throws {
        if let addressee, try store.read({ try $0.addressee() }) != addressee {
            try store.write(now: now) { transaction in
                try transaction.address(to: addressee) { try $0.facts(lackedBy: addressee, in: sidecar) }
            }
        }
        let found = try store.read { try $0.unscannedOutbox() }
            .compactMap { held in secrets.finding(in: held).map { (held, $0) } }
        if !found.isEmpty {
            try store.write(now: now) { transaction in
                for (held, finding) in found { try transaction.withhold(held, finding) }
            }
        }
        try clear()
    }

    /// An older version, or an exchange with another remote, may have put some of it into the local tree: that is written
    /// anew, without. Its commits were never pushed to this remote, and none of them is the parent of the next one.
    private func clear() throws {
        let heldBack = try store.read { try $0.heldBack() }
        guard !heldBack.isEmpty, let tree = try sidecar.state(of: Sidecar.stateReference).tree else { return }
        let lookup = TreeLookup(objects: try sidecar.batch())
        guard try heldBack.contains(where: { try lookup.holds($0, in: tree) }) else { return }
        try store.write(now: now) { try $0.noteProjection(tip: nil, upTo: 0) }
        try sidecar.deleteReference(Sidecar.stateReference)
    }
}
