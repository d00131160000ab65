/// What a policy leaves out of the trees that this replica writes. Protocol: 5-sync, section 6.1.
///
/// It is judged by path and record alone, never by what a line says; claims are the exception (`GreatestFences`).
public struct Retention: Hashable, Sendable {
    /// Months before it are left out.
    public let floor: CivilMonth?
    public let evicted: Set<RecordID>

    public init(floor: CivilMonth? = nil, evicted: some Sequence<RecordID> = []) {
        self.floor = floor
        self.evicted = Set(evicted)
    }

    public init(_ policy: Policy.Retention) {
        self.init(floor: policy.floorMonth, evicted: policy.evicted)
    }

    /// Leaves nothing out: what holds without a policy.
    public static let everything = Retention()

    public var keepsEverything: Bool { floor == nil && evicted.isEmpty }

    /// Whether it leaves out all that another one does.
    public func leavesOutAll(of other: Retention) -> Bool {
        guard other.evicted.isSubset(of: evicted) else { return false }
        guard let least = other.floor else { return true }
        return floor.map { $0 >= least } ?? false
    }

    /// Whether the whole shard is of a month below the floor.
    public func isBelowFloor(_ path: ShardPath) -> Bool {
        guard let floor, let month = path.month else { return false }
        return month < floor
    }

    /// Whether a line is left out for where it stands. A claim never is: whether it may go depends on other claims, so
    /// only a whole tree tells.
    public func leavesOut(_ path: ShardPath, _ record: RecordID) -> Bool {
        path.kind != .claim && concerns(path, record)
    }

    /// As `leavesOut`, claims included: those that may go unless they hold the greatest fence of their subject.
    public func concerns(_ path: ShardPath, _ record: RecordID) -> Bool {
        isBelowFloor(path) || evicted.contains(record)
    }

    /// Whether the shard may hold something that is left out.
    package func concerns(_ path: ShardPath) -> Bool { isBelowFloor(path) || evicted.contains(where: path.holds) }
}

extension Retention {
    /// Canonical JSON, for remembering which retention a tree was written under: equal texts, equal retention.
    public var text: String {
        var object = JSONObject([("evicted", .array(evicted.sorted().map { .string($0.hex) }))])
        if let floor { object["floor_month"] = .string(floor.description) }
        return String(decoding: JSONValue.object(object).canonicalBytes, as: UTF8.self)
    }

    /// nil unless it is what `text` gives.
    public init?(text: String) {
        guard let object = try? JSONValue.readCanonicalObject(Array(text.utf8)[...]) else { return nil }
        self.init(
            floor: object["floor_month"]?.string.flatMap { CivilMonth($0) },
            evicted: (object["evicted"]?.array ?? []).compactMap { $0.string.flatMap { RecordID($0) } })
        guard self.text == text else { return nil }
    }
}
