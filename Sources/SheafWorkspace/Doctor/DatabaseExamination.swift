import SheafCore
import SheafStore

/// The database and who writes through it.
struct DatabaseExamination {
    let store: Store
    let surroundings: Surroundings

    func findings() -> [Diagnosis] {
        [database(), fileSystem(), identity()] + shortfall()
    }

    private func database() -> Diagnosis {
        do {
            let (counts, engine) = try store.read { (try $0.counts(), try $0.engine()) }
            return .ok(
                .database,
                "\(counted(counts.facts, "fact")), \(counted(counts.sessions, "session")); `sheaf verify` compares all of them "
                    + "(SQLite \(engine.version), journal \(engine.journalMode), synchronous \(engine.synchronousName))")
        } catch {
            return .problem(
                .database, "\(error)",
                remedy: "`sheaf rebuild` sets the damaged file aside and builds a new one from the sidecar and the remote",
                isDamage: true)
        }
    }

    private func shortfall() -> [Diagnosis] {
        guard let words = store.shortfall.map(ShortfallWords.init),
            words.isTold(at: surroundings.now(), seconds: ShortfallWords.secondsToldMax)
        else { return [] }
        let text = words.text(at: surroundings.now())
        guard words.isTold(at: surroundings.now(), seconds: ShortfallWords.secondsWarnedMax) else { return [.note(.database, text)] }
        return [
            .problem(
                .database, text,
                remedy: "say again what is still missing, and look at the disk and its file system: what was synced must not vanish")
        ]
    }

    private func fileSystem() -> Diagnosis {
        switch store.fileSystem {
        case .local: .ok(.fileSystem, "local: write-ahead log, synced at every commit")
        case .network(let name):
            .note(
                .fileSystem, "\(store.directory.path) is on a network file system (\(name)): rollback journal, slower",
                remedy: "put the repository on a local disk if you can")
        }
    }

    private func identity() -> Diagnosis {
        do {
            let keys = KeyStore(directory: try surroundings.stateDirectory() + "/keys")
            let (replica, reason) = try store.read { (try $0.replica(), try $0.mintReason()) }
            guard let replica else { return .note(.identity, "no replica was minted yet; the next write does") }
            let name = "replica \(replica.hex.prefix(16))"
            if let reason {
                return .note(.identity, "the next write mints a new replica instead of \(name) : \(reason.explanation)")
            }
            guard let entry = try keys.entry(of: replica) else {
                return .note(.identity, "the key of \(name) is not on this machine: the next write mints a new replica")
            }
            guard entry.path == store.directory.path else {
                return .note(.identity, "\(name) serves \(entry.path): this is a copy or was moved, and the next command decides")
            }
            return try lastMinting(name) ?? .ok(.identity, name)
        } catch {
            return .problem(.identity, "\(error)", remedy: "make the folder of the keys readable for you")
        }
    }

    /// Why this database writes as another replica than before, for as long as somebody may wonder.
    private func lastMinting(_ name: String) throws -> Diagnosis? {
        guard let minting = try store.read({ try $0.mintings() }).first, let before = minting.before,
            surroundings.now() < minting.at.advanced(bySeconds: Self.secondsToldMax)
        else { return nil }
        return .note(
            .identity, "\(name) took the place of \(before.hex.prefix(16)) "
                + "\(RelativeTime.exactly(minting.at, from: surroundings.now())): \(minting.reason.explanation)")
    }

    private static let secondsToldMax: Int64 = 30 * 86_400
}
