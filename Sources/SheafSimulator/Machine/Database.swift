import SheafCore

/// What one database file holds. Values: the durable state and the one that is not synced yet lie side by side.
struct Database {
    struct Place: Hashable {
        let path: ShardPath
        let hash: LineHash
    }

    private(set) var facts = FactLog()
    private(set) var places: [Place: Int64] = [:]
    /// Sequences of facts that the remote is not known to have.
    var outbox: Set<Int64> = []
    /// Own claims whose push is not settled.
    var attempts: [RecordID: ArrivedLine] = [:]
    var views = MemoryViews()
    var replica: ReplicaID?
    var mintReason: ReplicaIdentity.Reason?
    var clock = HybridTime(at: 0)
    var projection: (tip: ObjectID?, sequence: Int64) = (nil, 0)
    /// The remote's tip at the end of the last exchange.
    var knownTip: ObjectID?
    /// Leases of claims that the remote has lost, in seconds, until the silence that they ask for is over.
    var silences: [Int: Int64] = [:]
    var silenceCount = 0
    /// What trees were last written under.
    var retention = Retention.everything
    var quarantine: [StructuralFailure: Int] = [:]
    /// Sum of what is held, whatever the order of intake: equal sums, equal facts.
    private(set) var digest = FactDigest()

    func fact(at place: Place) -> HeldFact? { places[place].map { facts[Int($0) - 1] } }

    mutating func insert(_ line: Line, at path: ShardPath, isSigned: Bool, isOwn: Bool) -> Int64? {
        let place = Place(path: path, hash: line.hash)
        guard places[place] == nil else { return nil }
        let sequence = Int64(facts.count) + 1
        facts.append(HeldFact(sequence: sequence, path: path, line: line, isSigned: isSigned, isOwn: isOwn))
        places[place] = sequence
        digest.add(place)
        return sequence
    }
}

/// A sum over a set of facts that does not depend on their order.
struct FactDigest: Hashable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    /// A line's hash is spread well already; its path, by FNV-1a, tells copies of one line apart.
    mutating func add(_ place: Database.Place) {
        let path = place.path.description.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        place.hash.bytes.withUnsafeBytes { bytes in
            high &+= bytes.loadUnaligned(as: UInt64.self) &* (path | 1)
            low &+= bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self) &* (path << 1 | 1)
        }
    }
}
