/// A replica's facts as replication sees them: SheafStore's database, or the simulator's.
public protocol ReplicaStore {
    associatedtype Reading: FactReading
    associatedtype Writing: FactWriting

    /// Runs `body` on one consistent state.
    func read<Result>(_ body: (Reading) throws -> Result) throws -> Result

    /// One transaction: durable when this returns, and nothing of it was written when it throws.
    @discardableResult
    func write<Result>(now: Instant, _ body: (Writing) throws -> Result) throws -> Result
}

public protocol FactReading {
    /// The sidecar's commit whose lines are all held here, and the sequence up to which it holds everything.
    func projection() throws -> (tip: ObjectID?, sequence: Int64)

    /// Facts in order of intake, behind a sequence.
    func facts(after sequence: Int64, limit: Int) throws -> [HeldFact]

    /// Of the facts behind a sequence those that may leave the machine, and the sequence that these are complete up to.
    func projectable(after sequence: Int64) throws -> (facts: [HeldFact], sequence: Int64)

    /// Facts not yet known to be on the remote, in order of intake, behind a sequence.
    func outbox(after sequence: Int64, limit: Int) throws -> [HeldFact]
}

extension FactReading {
    /// All of them.
    public func projectable(after sequence: Int64) throws -> (facts: [HeldFact], sequence: Int64) {
        let facts = try facts(after: sequence, limit: .max)
        return (facts, max(sequence, facts.last?.sequence ?? 0))
    }
}

public protocol FactWriting {
    /// The replica that the facts are written as; nil before the first.
    var replica: ReplicaID? { get }

    /// Sequence of the latest fact, this transaction's included; 0 when none is held.
    func lastSequence() throws -> Int64

    /// Whether the line is a fact here, or an own claim whose push had no answer: seeing it again is no sign of a loss.
    func holds(_ line: Line, at path: ShardPath) throws -> Bool

    /// - Returns: how many of the lines were new.
    @discardableResult
    func intake(_ lines: some Sequence<ReceivedLine>, from source: IntakeSource) throws -> Int

    /// Whether what waits is still about the remote of this URL; nil does not care.
    func isAddressed(to url: String?) throws -> Bool

    /// What the policy says that was read last, by whichever process.
    func retention() throws -> Retention

    /// Keeps aside what did not pass the structural check.
    ///
    /// - Parameter source: whose tree it was in.
    func quarantine(_ rejected: [Rejected], from source: String) throws

    /// The sidecar holds every fact up to a sequence, and everything its tip holds is held here.
    func noteProjection(tip: ObjectID?, upTo sequence: Int64) throws
}

extension FactWriting {
    /// Of one remote only.
    public func isAddressed(to url: String?) throws -> Bool { true }
}

/// A replica's own git repository: the sidecar, or the simulator's.
public protocol StateRepository {
    associatedtype Batch: StateBatch

    /// What a ref names now.
    func state(of reference: String) throws -> ReferenceState

    /// The tree of a commit that is here; nil for anything else.
    func tree(of commit: ObjectID) throws -> ObjectID?

    /// Starts writing objects. They are seen by nobody before `finish()`.
    func batch() throws -> Batch

    /// Moves a ref if it still is where the caller saw it (compare-and-swap), durably.
    ///
    /// - Returns: false when the ref is elsewhere by now; nothing has changed then.
    func updateReference(_ name: String, to id: ObjectID, expecting expected: ObjectID?) throws -> Bool
}

public protocol StateBatch: StateObjects {
    /// - Parameters:
    ///   - parent: nil for the first commit and for truncation.
    ///   - time: unix seconds; carries no meaning.
    mutating func writeCommit(tree: ObjectID, parent: ObjectID?, at time: Int64) throws -> ObjectID

    /// Makes the objects durable; refs may move to them from then on.
    mutating func finish() throws
}
