import SheafCore

/// What every command does first, as `SheafWorkspace.Workspace` does it: take in what the sidecar holds, find out who
/// writes here, introduce a new replica.
extension Desk {
    func open(in world: World) throws {
        // `SheafWorkspace.Workspace.retention()`.
        if store.current.retention != policy { try store.write(now: world.wall(of: self)) { $0.change(to: policy) } }
        _ = try replication(in: world).absorb(sidecar.state(of: Desk.stateReference))
        try identify(in: world)
    }

    /// - Parameter retention: nil: what the database knows now.
    func replication(
        in world: World, under retention: Retention? = nil
    ) -> StateReplication<VirtualStore, VirtualRepository> {
        let now = world.wall(of: self)
        return StateReplication(
            store: store, sidecar: sidecar, retention: retention ?? store.current.retention, now: { now },
            verdicts: world.verdicts.check)
    }

    /// `SheafStore.Store.identify`.
    func identify(in world: World) throws {
        let identity = ReplicaIdentity(evidence(in: world))
        let entry = store.current.replica.flatMap { keys.entries[$0] }
        switch identity {
        case .keep:
            store.key = entry?.key
        case .rebind:
            guard let entry else { preconditionFailure("BUG: rebound without a key") }
            try keys.write(entry.key, serving: path, fuse)
            store.key = entry.key
            world.note(.movedRepository)
        case .mint(let reason):
            let key = world.mintKey()
            world.tell("desk \(index) becomes \(key.replica.hex.prefix(8)), not \(store.current.replica?.hex.prefix(8) ?? "-"): \(reason.rawValue)")
            try keys.write(key, serving: path, fuse)
            try store.write(now: Instant(milliseconds: 0)) { $0.bind(to: key.replica) }
            store.key = key
            try writeCard(key.replica, in: world)
        }
    }

    private func evidence(in world: World) -> ReplicaIdentity.Evidence {
        let database = store.current
        var evidence = ReplicaIdentity.Evidence(path: path)
        evidence.replica = database.replica
        evidence.isRestored = database.mintReason == .restored
        evidence.lacksOwnLines = database.mintReason == .databaseBehind
        evidence.keyPath = database.replica.flatMap { keys.entries[$0]?.path }
        evidence.isOtherAlive = world.desks.contains {
            $0 !== self && $0.keys === keys && $0.path == evidence.keyPath
        }
        return evidence
    }

    private func writeCard(_ replica: ReplicaID, in world: World) throws {
        let card = FactBody.Card(name: "desk \(index)", formats: [1], rules: [1])
        try world.command(self) { transaction in
            try transaction.append(.card(card), to: RecordKey(.replica, replica.record), isHuman: false)
        }
    }
}
