import SheafCore
import SheafStore

/// One item of `sheaf conflicts` with everything that a person needs in order to judge it.
public struct ConflictReport: Sendable {
    public let conflict: Conflict
    /// The session that the item is listed under; nil when it is about another kind of record, or has no view.
    public let session: SessionRow?
    /// The judged facts that are held: the winner first, then the losers, then the others, each by time.
    public let facts: [JudgedFact]

    public struct JudgedFact: Sendable {
        public enum Role: String, Sendable { case winner, loser, judged }

        public let held: HeldFact
        public let role: Role
        /// By the writer's card; nil without one. A peer wrote it: escape before printing.
        public let writerName: String?
        /// Its writer was revoked here.
        public let isRevoked: Bool
        /// The display id of the session that the fact is about; nil when it has no view.
        public let sessionName: String?

        /// What it says; nil when it cannot be read.
        public var fact: Fact? { held.fact }
    }

    /// - Parameter names: keeps what it learns for the next item.
    public init(_ conflict: Conflict, _ reader: StoreReader, names: inout ConflictNames) throws {
        self.conflict = conflict
        session = try names.session(conflict.record)
        var facts: [JudgedFact] = []
        for held in try reader.facts(of: conflict) {
            facts.append(
                JudgedFact(
                    held: held, role: Self.role(of: held.line.hash, in: conflict),
                    writerName: try names.replicas.name(of: held.line.replica),
                    isRevoked: try names.replicas.isRevoked(held.line.replica),
                    sessionName: try names.session(held.line.record)?.displayID))
        }
        self.facts = [.winner, .loser, .judged].flatMap { role in facts.filter { $0.role == role } }
    }

    /// Every fact that is held was written by replicas that were revoked here.
    public var isRevoked: Bool { !facts.isEmpty && facts.allSatisfy(\.isRevoked) }

    public var winner: JudgedFact? { facts.first { $0.role == .winner } }
    public var losers: [JudgedFact] { facts.filter { $0.role == .loser } }

    private static func role(of hash: LineHash, in conflict: Conflict) -> JudgedFact.Role {
        hash == conflict.winner ? .winner : conflict.losers.contains(hash) ? .loser : .judged
    }
}

/// Sessions and replicas that items name, looked up once each.
public struct ConflictNames {
    fileprivate var replicas: ReplicaNames
    private let reader: StoreReader
    private var sessions: [RecordID: SessionRow?] = [:]

    public init(_ reader: StoreReader) {
        self.reader = reader
        replicas = ReplicaNames(reader)
    }

    fileprivate mutating func session(_ id: RecordID) throws -> SessionRow? {
        if let known = sessions[id] { return known }
        let row = try reader.session(id)
        sessions[id] = row
        return row
    }
}

/// The item that a prefix of an id names.
public enum ConflictLookup: Sendable {
    case found(Conflict)
    case unknown
    /// Several items begin so; in the order of every list.
    case ambiguous([Conflict])

    /// - Parameter prefix: hex digits of either case, at least four; a shorter one is as good as a position.
    public init(_ prefix: String, _ reader: StoreReader) throws {
        let found = prefix.utf8.count < 4 ? [] : try reader.conflicts(idPrefix: prefix.lowercased())
        self = switch found.count {
        case 0: .unknown
        case 1: .found(found[0])
        default: .ambiguous(found)
        }
    }
}
