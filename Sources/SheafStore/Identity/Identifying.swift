import Foundation
import GRDB
import SheafCore
import SheafFiles

extension Store {
    /// Finds out who this database writes as, and signs with that key from now on. Minting happens before any write.
    ///
    /// An intake that met lines of this database's replica has remembered that; so ask after what the ref and the
    /// sidecar hold was taken in.
    ///
    /// - Parameter seed: 32 secret random bytes, asked for when a key is minted.
    /// - Returns: the replica, and how it was found.
    public func identify(
        _ keys: KeyStore, now: Instant, seed: () -> [UInt8]
    ) throws -> (replica: ReplicaID, identity: ReplicaIdentity) {
        keys.sweep()
        DurableFile.sweep(directory.path)
        while true {
            let (evidence, entry) = try evidence(keys)
            let identity = ReplicaIdentity(evidence)
            if let entry, case .keep = identity {
                use(entry.key)
                return (entry.key.replica, identity)
            }
            if let entry, case .rebind = identity {
                try keys.write(entry.key, serving: evidence.path)
                use(entry.key)
                return (entry.key.replica, identity)
            }
            guard let key = ReplicaKey(seed: seed()) else { preconditionFailure("BUG: a seed has 32 bytes") }
            guard case .mint(let reason) = identity else { preconditionFailure("BUG: a key that is kept was not found") }
            if reason == .copied { try requireWholeCopy() }
            try keys.write(key, serving: evidence.path)
            if try bind(to: key.replica, insteadOf: evidence.replica, because: reason, now: now) {
                use(key)
                return (key.replica, identity)
            }
            // Another process has minted meanwhile; its replica is ours too.
            try keys.remove(key.replica)
        }
    }

    /// The file and its log were copied one after the other, perhaps while somebody wrote: SQLite notices such a tear only
    /// when it meets it. Looked at once, before the copy's first write.
    ///
    /// - Throws: `StoreError.corrupt`; a rebuild gets back what the sidecar and the remote hold.
    private func requireWholeCopy() throws {
        let findings = try verify()
        guard let first = findings.first else { return }
        guard findings.allSatisfy(\.isMendedByRebuild) else {
            throw StoreError.corrupt(
                path: directory.database, detail: "it was copied while it was written to, and the copy is not whole: \(first)")
        }
        try rebuildViews()
    }

    private func evidence(
        _ keys: KeyStore
    ) throws -> (evidence: ReplicaIdentity.Evidence, entry: KeyStore.Entry?) {
        let (replica, reason) = try read { (try $0.replica(), try $0.mintReason()) }
        var evidence = ReplicaIdentity.Evidence(path: directory.resolved.path)
        evidence.replica = replica
        evidence.isRestored = reason == .restored
        evidence.lacksOwnLines = reason == .databaseBehind
        let entry = try replica.flatMap { try keys.entry(of: $0) }
        evidence.keyPath = entry.map { StoreDirectory(path: $0.path).resolved.path }
        if let path = evidence.keyPath, path != evidence.path {
            let other = FileIdentity(path: StoreDirectory(path: path).database)
            // The same file under two paths (a bind mount) is one database.
            evidence.isOtherAlive = other.map { !$0.isSameFile(as: FileIdentity(path: directory.database)) } ?? false
        }
        return (evidence, entry)
    }

    private func bind(
        to replica: ReplicaID, insteadOf old: ReplicaID?, because reason: ReplicaIdentity.Reason, now: Instant
    ) throws -> Bool {
        try write(now: now) { transaction in
            guard try transaction.reader().replica() == old else { return false }
            try transaction.bind(to: replica)
            try transaction.noteMinting(of: replica, insteadOf: old, because: reason)
            return true
        }
    }
}

extension Transaction {
    func bind(to replica: ReplicaID) throws {
        try db.run("UPDATE this SET replica = ?, mint_reason = NULL", replica.bytes)
    }

    /// The next write needs a new replica, whichever process makes it.
    public func requireMinting(_ reason: ReplicaIdentity.Reason) throws {
        try Self.requireMinting(reason, in: db)
    }

    static func requireMinting(_ reason: ReplicaIdentity.Reason, in db: Database) throws {
        try db.run("UPDATE this SET mint_reason = coalesce(mint_reason, ?)", reason.rawValue)
    }
}
