import SheafCore

/// One repository on one machine: its database, its sidecar, its keys, its clocks, and the processes that run there.
final class Desk {
    let index: Int
    let fuse = Fuse()
    let store: VirtualStore
    var sidecar: VirtualRepository
    let keys: KeyRing
    /// Where the repository lies; unique among those who share a machine.
    var path: String
    let author: AuthorSlug
    let worktree: WorktreeToken
    /// Writes kinds that the others do not know.
    let isNewer: Bool
    /// Added to the true time, in ms.
    var skew: Int64 = 0
    var isPartitioned = false
    /// The greatest wall clock that this machine has shown.
    var wallMax: Int64 = 0
    /// Whether its clock has always been within a second.
    private(set) var hasTrueClock = true
    /// What the running agent remembers; a restart starts over.
    var book = ClaimBook()
    var silences: Set<Int> = []
    /// Claims without an answer.
    var unsettled: [String: ClaimRun] = [:]
    var run: ExchangeRun?
    /// Copies that somebody made of the database, and of the whole directory.
    var backup: (database: Database, sidecar: VirtualRepository)?
    /// What the policy file of this clone's default branch leaves out.
    var policy = Retention.everything
    /// About keys, oldest first.
    var decisions: [TrustDecision] = []
    /// What this desk's commands have promised to be durable.
    var promised: [Database.Place] = []

    init(
        index: Int, store: Database, sidecar: VirtualRepository?, pool: ObjectPool, keys: KeyRing, path: String,
        author: AuthorSlug, worktree: WorktreeToken, isNewer: Bool
    ) {
        self.index = index
        self.store = VirtualStore(store, fuse)
        self.sidecar = sidecar.map { [fuse] in VirtualRepository(copying: $0, fuse) } ?? VirtualRepository(pool, fuse)
        self.keys = keys
        self.path = path
        self.author = author
        self.worktree = worktree
        self.isNewer = isNewer
    }

    static let stateReference = "refs/sheaf/state"
    static let tracking = "refs/sheaf/remotes/origin"

    func shiftClock(to skew: Int64) {
        self.skew = skew
        if abs(skew) > 1000 { hasTrueClock = false }
    }

    func inheritClock(of other: Desk) {
        skew = other.skew
        wallMax = other.wallMax
        hasTrueClock = other.hasTrueClock
    }

    func inheritDecisions(of other: Desk) {
        policy = other.policy
        decisions = other.decisions
    }

    /// The processes are gone; what they remembered is, too.
    func forgetMemory() {
        run = nil
        book = ClaimBook()
        silences = []
        unsettled = [:]
        store.key = nil
    }
}
