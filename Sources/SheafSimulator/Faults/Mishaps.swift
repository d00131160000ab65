import SheafCore

/// What happens to machines and to the ref, by nobody's ill will.
extension World {
    func mishap() throws {
        let desk = desks[chance.roll(desks.count)]
        switch chance.pick(Fault.allCases.filter(swarm.has) + [.restoredDatabase, .restoredDirectory].filter(swarm.has)) {
        case .partition: try partition(desk)
        case .crash, .lostSuffix: desk.fuse.stepsLeft = chance.roll(14)
        case .copiedRepository: try copy(desk)
        case .movedRepository: move(desk)
        case .clonedMachine: try clone(desk)
        case .restoredDatabase, .restoredDirectory: try restoreOrBackUp(desk)
        case .lostSidecar: try loseSidecar(desk)
        case .clockAhead: desk.shiftClock(to: Self.year * chance.between(1, 10) + chance.between(0, 86_400_000))
        case .clockBehind: desk.shiftClock(to: -Self.year * chance.between(1, 20))
        case .clockBackwards: desk.shiftClock(to: desk.skew - chance.between(1000, 7_200_000))
        case .deletedReference: try loseReference(.deletedReference)
        case .rewoundReference: try loseReference(.rewoundReference)
        case .garbageReference: try loseReference(.garbageReference)
        case .foreignCommit: try loseReference(.foreignCommit)
        case let fault? where Fault.hostile.contains(fault): try hostiles.strike(fault, in: self)
        default: break
        }
    }

    private func partition(_ desk: Desk) throws {
        desk.isPartitioned.toggle()
        tell("desk \(desk.index) is \(desk.isPartitioned ? "cut off" : "connected again")")
    }

    /// The power of a machine goes, or a process is killed.
    func crash(_ desk: Desk, at step: String) {
        let isLucky = !swarm.has(.lostSuffix) || chance.isLucky(500)
        if desk.store.losePower(keepsSuffix: isLucky) { note(.lostSuffix) }
        note(.crash)
        tell("desk \(desk.index) crashes \(step)")
        desk.fuse.stepsLeft = nil
        desk.forgetMemory()
    }

    // MARK: Copies

    private var hasRoom: Bool { desks.count < 16 || desks.count < 104 && desks.count >= 100 }

    /// `cp -r` on the same machine: the same keys, another path, and the original goes on.
    private func copy(_ desk: Desk) throws {
        guard hasRoom, desk.store.durable.replica != nil else { return }
        let copy = addDesk(
            desk.store.durable, desk.sidecar, desk.keys, path: "\(desk.path)/copy\(desks.count)", author: desk.author)
        copy.inheritClock(of: desk)
        copy.inheritDecisions(of: desk)
        tell("desk \(desk.index) is copied to desk \(copy.index)")
        note(.copiedRepository)
    }

    private func move(_ desk: Desk) {
        desk.path += "/moved"
        desk.forgetMemory()
        tell("desk \(desk.index) is moved")
    }

    /// An image of the whole machine, with its keys, is started a second time.
    private func clone(_ desk: Desk) throws {
        guard hasRoom, let replica = desk.store.durable.replica else { return }
        ledger.forkable.insert(replica)
        let clone = addDesk(
            desk.store.durable, desk.sidecar, KeyRing(copying: desk.keys), path: desk.path, author: desk.author)
        clone.inheritClock(of: desk)
        clone.inheritDecisions(of: desk)
        tell("the machine of desk \(desk.index) is cloned as desk \(clone.index)")
        note(.clonedMachine)
    }

    private func restoreOrBackUp(_ desk: Desk) throws {
        guard let backup = desk.backup else {
            desk.backup = (desk.store.durable, VirtualRepository(copying: desk.sidecar, desk.fuse))
            tell("desk \(desk.index) is backed up")
            return
        }
        let isDirectory = swarm.has(.restoredDirectory) && (!swarm.has(.restoredDatabase) || chance.isLucky(500))
        var database = backup.database
        let isLossy = database.facts.count < desk.store.durable.facts.count
        if let replica = desk.store.durable.replica { ledger.forkable.insert(replica) }
        if let replica = database.replica { ledger.forkable.insert(replica) }
        // Sheaf's own restore says so; a file put back by hand does not.
        if !isDirectory, chance.isLucky(500) { database.mintReason = database.mintReason ?? .restored }
        desk.store.replace(with: database)
        if isDirectory { desk.sidecar = VirtualRepository(copying: backup.sidecar, desk.fuse) }
        desk.forgetMemory()
        desk.backup = nil
        if isLossy { note(isDirectory ? .restoredDirectory : .restoredDatabase) }
        tell("desk \(desk.index) is restored from its backup\(isDirectory ? ", sidecar included" : "")")
        forgiveWhatIsGone()
    }

    /// Somebody deletes `state.git`, or its disk goes.
    private func loseSidecar(_ desk: Desk) throws {
        guard desk.run == nil, !desk.sidecar.references.isEmpty else { return }
        desk.sidecar = VirtualRepository(pool, desk.fuse)
        note(.lostSidecar)
        tell("desk \(desk.index) loses its sidecar")
        forgiveWhatIsGone()
    }

    // MARK: The ref

    private func loseReference(_ fault: Fault) throws {
        guard let tip = remote.tip else { return }
        switch fault {
        case .deletedReference: try remote.force(nil, isLoss: true)
        case .rewoundReference:
            guard let old = chance.pick(remote.history.filter { $0 != nil && $0 != tip }) ?? nil else { return }
            try remote.force(old, isLoss: true)
        case .garbageReference:
            // A blob, or a bare tree.
            let id = chance.isLucky(500) ? pool.add(.blob(chance.bytes(8))) : pool.tree(of: tip)
            guard let id else { return }
            try remote.force(id, objects: [id], isLoss: true)
        default:
            let blob = pool.add(.blob(Array("# Somebody's project\n".utf8)))
            let tree = pool.add(.tree([TreeEntry(name: Array("README.md".utf8), mode: .file, id: blob)]))
            let commit = pool.add(.commit(tree: tree, parent: nil))
            try remote.force(commit, objects: [blob, tree, commit], isLoss: true)
        }
        note(fault)
        tell("the remote has a \(fault.rawValue)")
        forgiveWhatIsGone()
    }

    /// Whatever was acknowledged is kept as long as one database, one sidecar or the remote has it. What was on a lost
    /// medium alone is lost; the documents say so.
    func forgiveWhatIsGone() {
        var held: Set<Database.Place> = []
        for desk in desks { held.formUnion(desk.store.durable.places.keys) }
        let trees = desks.compactMap { desk in desk.sidecar.references[Desk.stateReference].flatMap { pool.tree(of: $0) } }
        for tree in Set(trees + [remote.tree].compactMap(\.self)) {
            pool.forEachLine(of: tree) { held.insert(Database.Place(path: $0, hash: $1)) }
        }
        ledger.forgive { held.contains($0) }
        for desk in desks {
            let state = desk.sidecar.references[Desk.stateReference].flatMap { pool.tree(of: $0) }
            desk.promised.removeAll { place in
                if desk.store.durable.places[place] != nil { return false }
                guard let state else { return true }
                return pool.hashes(place.path, in: state)?.contains(place.hash) != true
            }
        }
    }
}
