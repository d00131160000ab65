import SheafCore
import SheafStore

/// One session with its members and facts, as of an instant.
public struct SessionDetail: Sendable {
    public let entry: SessionEntry
    /// Commits whose primary session this is, by (time, oid).
    public let commits: [Member]
    /// Commits that another session counts, by (time, oid).
    public let shared: [SharedMember]
    /// Every held line about it, by time, then hash.
    public let facts: [HeldFact]
    /// By the writers' cards. Peers wrote them: escape before printing.
    public let writerNames: [ReplicaID: String]
    /// Of the replicas that wrote about it, those that were revoked here.
    public let revokedWriters: Set<ReplicaID>

    public struct Member: Sendable {
        public let member: SessionView.CommitMember
        /// What was seen of the commit here; nil when it was recorded elsewhere.
        public let details: CommitDetails?
    }

    public struct SharedMember: Sendable {
        public let member: SessionView.CommitMember
        /// Where it is counted.
        public let primary: RecordID
    }

    init(_ row: SessionRow, at instant: Instant, _ reader: StoreReader) throws {
        let elsewhere = try reader.commitsCountedElsewhere()[row.id] ?? []
        commits = try row.view.commits.filter { !elsewhere.contains($0.id) }.map { member in
            Member(member: member, details: try reader.details(of: member.id))
        }
        shared = try row.view.commits.filter { elsewhere.contains($0.id) }.map { member in
            SharedMember(member: member, primary: try reader.primarySession(of: member.id)?.id ?? row.id)
        }
        facts = try reader.facts(of: RecordKey(.session, row.id))
        var names = ReplicaNames(reader)
        writerNames = try names.names(of: facts)
        let revoked = try names.revoked(of: facts)
        revokedWriters = revoked
        let isAll = facts.allSatisfy { !$0.isSigned || revoked.contains($0.line.replica) }
        entry = SessionEntry(
            row, at: instant, countedElsewhere: elsewhere, revokedPart: revoked.isEmpty ? .nothing : isAll ? .wholly : .partly)
    }
}

extension ReplicaNames {
    /// The writers of some facts that have a name.
    mutating func names(of facts: [HeldFact]) throws -> [ReplicaID: String] {
        var names: [ReplicaID: String] = [:]
        for writer in Set(facts.map(\.line.replica)) { names[writer] = try name(of: writer) }
        return names
    }

    /// The writers of some signed facts that were revoked here.
    mutating func revoked(of facts: some Sequence<HeldFact>) throws -> Set<ReplicaID> {
        try Set(facts.filter(\.isSigned).map(\.line.replica)).filter { try isRevoked($0) }
    }
}
