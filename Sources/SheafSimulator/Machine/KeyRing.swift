import SheafCore

/// The private keys of one user on one machine, each with the path that it serves.
final class KeyRing {
    private(set) var entries: [ReplicaID: (key: ReplicaKey, path: String)] = [:]

    init() {}

    /// A copy of the machine.
    init(copying other: KeyRing) {
        entries = other.entries
    }

    func write(_ key: ReplicaKey, serving path: String, _ fuse: Fuse) throws {
        try fuse.step("before a key is written")
        entries[key.replica] = (key, path)
        try fuse.step("after a key was written")
    }
}
