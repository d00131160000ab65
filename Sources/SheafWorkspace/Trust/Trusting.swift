import SheafCore
import SheafStore

/// What a person decides about replicas, for this clone alone. Nothing of it is shared.
extension Workspace {
    /// Pins replicas: their keys are whom they are taken for.
    ///
    /// - Parameters:
    ///   - names: as `ReplicaLookup` takes them.
    ///   - name: what the one replica is called here from now on; nil keeps what it was called.
    ///   - isAgain: also if it was revoked.
    /// - Returns: the replicas as they are now, in the order of `names`.
    /// - Throws: `ReplicaError`, and then none was changed.
    public func trustReplicas(_ names: [String], name: String?, isAgain: Bool) throws -> [ReplicaEntry] {
        if let name {
            guard names.count == 1 else { throw ReplicaError.oneNameForSeveral(count: names.count) }
            try Self.requireName(name)
        }
        return try decide("replicas trust", names) { entry in
            if case .revoked(let reason) = entry.decision?.verdict, let decision = entry.decision, !isAgain {
                throw ReplicaError.wasRevoked(entry.candidate, at: decision.decidedAt, reason: reason)
            }
            return (.trusted(.always), name ?? entry.decision?.name)
        }
    }

    /// Takes trust from replicas: what they wrote is marked, and what only they wrote is left out of lists.
    ///
    /// - Throws: `ReplicaError`, and then none was changed.
    public func revokeReplicas(_ names: [String], reason: String?) throws -> [ReplicaEntry] {
        if let reason { try Self.requireName(reason) }
        return try decide("replicas revoke", names) { entry in
            guard entry.id != replica else { throw ReplicaError.writesHere(entry.candidate) }
            return (.revoked(reason: reason), entry.decision?.name)
        }
    }

    private func decide(
        _ command: String, _ names: [String], _ verdict: (ReplicaEntry) throws -> (TrustDecision.Verdict, String?)
    ) throws -> [ReplicaEntry] {
        let now = now
        let by = try repository.userEmail()
        return try store.write(now: now) { transaction in
            let lookup = ReplicaLookup(entries: try replicas(try transaction.reader()))
            let chosen = try names.map { try lookup.replica($0) }
            for entry in chosen {
                let (verdict, name) = try verdict(entry)
                try transaction.decide(
                    TrustDecision(replica: entry.id, verdict: verdict, name: name, decidedBy: by, decidedAt: now))
                // A decision is not taken back but followed by another one, which somebody has to want.
                try transaction.log("\(command) \(entry.shortKey)", inverse: nil)
            }
            let after = Dictionary(try replicas(try transaction.reader()).map { ($0.id, $0) }) { first, _ in first }
            return chosen.compactMap { after[$0.id] }
        }
    }

    static func requireName(_ name: String) throws(ReplicaError) {
        let isLine = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard !name.isEmpty, name.utf8.count <= ReplicaError.nameByteCountMax, isLine else { throw .badName(name) }
    }
}
