import SheafCore
import SheafStore

/// A replica as this machine sees it: what it wrote, what it calls itself, what was decided about it.
public struct ReplicaEntry: Hashable, Sendable, Identifiable {
    public let id: ReplicaID
    /// By its card, which anybody may write as they like; nil without one.
    public let cardName: String?
    /// Its private key is on this machine.
    public let isOwn: Bool
    public let standing: Trust.Standing
    /// nil: nobody has decided anything here.
    public let decision: TrustDecision?
    /// Times and counts of its signed facts; nil when none is held.
    public let written: WriterRow?
    /// The trusted replica whose name its card takes.
    public let takesNameOf: ReplicaID?

    /// What it is called here, else what it calls itself.
    public var name: String? { decision?.name ?? cardName }

    /// Eight digits: what lists show of a key.
    public var shortKey: String { String(id.hex.prefix(8)) }
}

extension Workspace {
    /// Every replica that signed a fact, has a key here, or was decided about; the latest writer first.
    public func replicas() throws -> [ReplicaEntry] {
        try store.read { try replicas($0) }
    }

    func replicas(_ reader: StoreReader) throws -> [ReplicaEntry] {
        let decisions = try reader.trustDecisions()
        let written = Dictionary(try reader.writers().map { ($0.replica, $0) }) { first, _ in first }
        let ids = Set(written.keys).union(decisions.map(\.replica)).union([replica])
        let own = Set(try ids.filter { try $0 == replica || written[$0]?.wroteHere ?? false || keys.entry(of: $0) != nil })
        let trust = Trust(own: own, decisions: decisions)
        var names = ReplicaNames(reader)
        let cards = try ids.compactMap { id in try names.cardName(of: id).map { (replica: id, name: $0) } }
        let cardNames = Dictionary(cards.map { ($0.replica, $0.name) }) { first, _ in first }
        let clashes = Dictionary(trust.clashes(cards).map { ($0.replica, $0.trusted) }) { first, _ in first }
        let entries = ids.map { id in
            ReplicaEntry(
                id: id, cardName: cardNames[id], isOwn: own.contains(id), standing: trust.standing(of: id),
                decision: trust.decision(about: id), written: written[id], takesNameOf: clashes[id])
        }
        return entries.sorted { left, right in
            let times = [left, right].map { $0.written?.latestAt?.milliseconds ?? .min }
            return times[0] == times[1] ? left.id < right.id : times[0] > times[1]
        }
    }

    /// Whom this machine trusts.
    public func trust() throws -> Trust {
        Trust(own: [replica], decisions: try store.read { try $0.trustDecisions() })
    }
}
