/// What goes wrong in a simulated world. Each seed enables a random half of them, at rates of its own.
public enum Fault: String, CaseIterable, Hashable, Sendable {
    // The network and the remote.
    case lostReply = "lost reply"
    case lostPush = "lost push"
    case delayedPush = "delayed push"
    case rejectedPush = "rejected push"
    case staleAdvertisement = "stale advertisement"
    case partition = "partition"
    case deletedReference = "deleted ref"
    case rewoundReference = "rewound ref"
    case garbageReference = "garbage ref"
    case foreignCommit = "foreign commit"

    // A machine.
    case crash = "crash"
    case lostSuffix = "lost suffix"
    case copiedRepository = "copied repository"
    case movedRepository = "moved repository"
    case clonedMachine = "cloned machine"
    case restoredDatabase = "restored database"
    case restoredDirectory = "restored directory"
    case lostSidecar = "lost sidecar"
    case clockAhead = "clock years ahead"
    case clockBehind = "clock years behind"
    case clockBackwards = "clock backwards"
    case unknownKind = "unknown kind"

    // A writer who does not keep to the protocol.
    case badSignature = "bad signature"
    case forkedLine = "forked line"
    case squattedRecord = "squatted record"
    case falseAfter = "false after"
    case wrongShard = "wrong shard"
    case oversizedLine = "oversized line"
    case nonCanonicalBody = "non-canonical body"
    case futureFact = "future fact"
    case badEntry = "bad entry"
    case untidyShard = "untidy shard"
    case droppedLines = "dropped lines"

    // What somebody decides for one clone alone.
    case raisedFloor = "raised floor"
    case evictedRecord = "evicted record"
    case liftedRetention = "lifted retention"
    case cutHistory = "cut history"
    case revokedKey = "revoked key"

    static let decisions: [Fault] = [.raisedFloor, .evictedRecord, .liftedRetention, .cutHistory, .revokedKey]

    /// A copy of a database exists, or one that is older than it was, so that a number may be written twice.
    static let hostile: [Fault] = [
        .badSignature, .forkedLine, .squattedRecord, .falseAfter, .wrongShard, .oversizedLine, .nonCanonicalBody,
        .futureFact, .badEntry, .untidyShard, .droppedLines,
    ]
}

/// The faults of one seed.
struct Swarm {
    /// Chances in a thousand, where the fault applies.
    private let rates: [Fault: Int]

    /// Somebody decides something; in the other half of the worlds nobody ever does.
    let hasDecisions: Bool

    init(_ chance: inout Chance, seed: UInt64) {
        var rates: [Fault: Int] = [:]
        for fault in Fault.allCases where !Fault.decisions.contains(fault) && chance.isLucky(500) {
            rates[fault] = chance.logUniform(20, 400)
        }
        // From numbers of their own: a world without decisions is what it was before there were any, so that kept seeds mean
        // what they meant.
        var deciding = Chance(seed: seed ^ 0xdec1ded)
        hasDecisions = deciding.isLucky(500)
        for fault in Fault.decisions where hasDecisions && deciding.isLucky(600) { rates[fault] = 1000 }
        self.rates = rates
    }

    func rate(of fault: Fault) -> Int { rates[fault] ?? 0 }

    func has(_ fault: Fault) -> Bool { rates[fault] != nil }
}
