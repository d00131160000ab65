import SheafCore
import SheafStore
import TestSupport

/// A store in a directory of its own, with a key.
struct ScratchStore {
    let directory: TemporaryDirectory
    let store: Store
    let key: ReplicaKey

    static let now = RandomFacts.openedAt

    init(seed: UInt64 = 1) throws {
        directory = try TemporaryDirectory()
        store = try Store(StoreDirectory(path: directory.file("sheaf")))
        key = RandomFacts.key(seed, 0)
        try store.bind(to: key)
    }

    /// Another connection to the same files, as another process would have it.
    func reopened() throws -> Store {
        let store = try Store(StoreDirectory(path: directory.file("sheaf")))
        store.use(key)
        return store
    }

    static func session(_ index: Int) -> RecordKey {
        let id = RecordID.session(
            author: .unknown, firstMember: .commit(RandomFacts.commit(index)), committedAt: now.milliseconds / 1000)
        return RecordKey(.session, id)
    }
}

extension Store {
    /// Takes lines in as one exchange would.
    func intake(_ entries: some Sequence<RandomFacts.Entry>, at instant: Instant = ScratchStore.now) throws {
        try write(now: instant) { transaction in
            try transaction.intake(
                entries.map { ReceivedLine(path: $0.path, line: $0.line, isSigned: $0.isSigned) }, from: .remote)
        }
    }

    func dump() throws -> String {
        String(decoding: try read { try $0.dump() }, as: UTF8.self)
    }
}
