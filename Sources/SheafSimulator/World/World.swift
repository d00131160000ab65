import SheafCore

/// A team, its machines, its remote and everything that goes wrong there, in one task: the same seed gives the same run.
public final class World {
    let seed: UInt64
    var chance: Chance
    let swarm: Swarm
    let pool = ObjectPool()
    let remote: VirtualRemote
    let verdicts = Verdicts()
    /// For the observer, who looks at the same facts again and again.
    let facts = FactCache()
    var desks: [Desk] = []
    var ledger = Ledger()
    var hostiles: Hostiles
    /// True time in ms since the world began.
    private(set) var time: Int64 = 0
    /// Pushes that are still on their way.
    var delayed: [(due: Int64, push: VirtualRemote.Push)] = []
    var grantCount = 0
    private(set) var effects: [Fault: Int] = [:]
    private(set) var stepCount = 0
    private(set) var factCount = 0
    var foldsByFacts: [FactDigest: LineHash] = [:]
    /// Micro-commits that were made, by author, for those who import them.
    var commits: [AuthorSlug: [AutomaticCommit]] = [:]
    let subjects = ["work:1", "budget:day"]
    /// Nothing goes wrong any more.
    var isHealed = false
    /// What happened, when somebody wants to read it.
    private(set) var script: [String] = []
    private let writesScript: Bool

    /// 2026-11-21T00:00:00Z.
    static let start: Int64 = 1_795_219_200_000

    init(seed: UInt64, replicaCount: Int?, writesScript: Bool) {
        self.seed = seed
        self.writesScript = writesScript
        chance = Chance(seed: seed)
        swarm = Swarm(&chance, seed: seed)
        remote = VirtualRemote(pool)
        hostiles = Hostiles(&chance)
        let isCrowd = chance.isLucky(20)
        let count = replicaCount ?? (isCrowd ? 100 : 3 + chance.roll(10))
        for _ in 0..<count { addDesk() }
    }

    // MARK: Time

    func pass(_ milliseconds: Int64) { time += milliseconds }

    var monotonic: UInt64 { UInt64(time) }

    /// What the desk's clock on the wall shows.
    func wall(of desk: Desk) -> Instant {
        let wall = Instant(milliseconds: Self.start + time + desk.skew)
        desk.wallMax = max(desk.wallMax, wall.milliseconds)
        return wall
    }

    // MARK: Desks

    private static let authors = ["ada", "ben", "cleo"].compactMap { AuthorSlug($0) }

    private func addDesk() {
        guard let author = chance.pick(Self.authors) else { preconditionFailure("BUG: there are authors") }
        addDesk(Database(), nil, KeyRing(), path: "/home/\(desks.count)/sheaf", author: author)
    }

    @discardableResult
    func addDesk(
        _ database: Database, _ sidecar: VirtualRepository?, _ keys: KeyRing, path: String, author: AuthorSlug
    ) -> Desk {
        guard let token = WorktreeToken(Hex.encode(chance.bytes(8))) else { preconditionFailure("BUG: 8 bytes are a token") }
        let desk = Desk(
            index: desks.count, store: database, sidecar: sidecar, pool: pool, keys: keys, path: path, author: author,
            worktree: token, isNewer: swarm.has(.unknownKind) && chance.isLucky(300))
        desks.append(desk)
        return desk
    }

    func mintKey() -> ReplicaKey {
        guard let key = ReplicaKey(seed: chance.bytes(32)) else { preconditionFailure("BUG: 32 bytes are a seed") }
        return key
    }

    func newRecord(at instant: Instant) -> RecordID { RecordID(time: instant, entropy: chance.bytes(10)) }

    // MARK: What is done

    /// One command that writes: when this returns, its writer was told that it is durable.
    func command(_ desk: Desk, _ body: (VirtualTransaction) throws -> Void) throws {
        let now = wall(of: desk)
        let before = desk.store.current.clock
        var written: [Line] = []
        var held: MemoryViews?
        try desk.store.write(now: now) { transaction in
            held = transaction.database.views
            try body(transaction)
            written = transaction.written
        }
        written.forEach(verdicts.note)
        if let held { try checkNames(written, held) }
        factCount += written.count
        try promise(written, desk, before)
        if !written.isEmpty { noteClock(desk, now, before) }
    }

    private func promise(_ lines: [Line], _ desk: Desk, _ before: HybridTime) throws {
        var places: [Database.Place] = []
        for fact in desk.store.current.facts.suffix(lines.count) {
            try ledger.number(fact.line, fact.path.kind)
            places.append(Database.Place(path: fact.path, hash: fact.line.hash))
            guard let written = fact.fact, written.time > before else {
                throw Violation(law: .monotonic, detail: "desk \(desk.index) wrote \(fact.line.hash) not after \(before)")
            }
        }
        desk.promised += places
        ledger.promise(places, by: desk.index)
    }

    private func noteClock(_ desk: Desk, _ now: Instant, _ before: HybridTime) {
        if now.milliseconds < before.at { note(.clockBackwards) }
        if desk.skew > Self.year { note(.clockAhead) }
        if desk.skew < -Self.year { note(.clockBehind) }
    }

    static let year: Int64 = 31_536_000_000

    // MARK: What is noted

    func note(_ fault: Fault) { effects[fault, default: 0] += 1 }

    /// Whether an enabled fault strikes now.
    func strikes(_ fault: Fault) -> Bool {
        guard !isHealed else { return false }
        let rate = swarm.rate(of: fault)
        return rate > 0 && chance.isLucky(rate)
    }

    func tell(_ line: @autoclosure () -> String) {
        if writesScript { script.append("\(stepCount) @\(time / 1000)s \(line())") }
    }

    func countStep() { stepCount += 1 }
}
