import SheafCore
import SheafStore

/// What replicas are called here, or call themselves on their cards; looked up once each.
public struct ReplicaNames {
    private let reader: StoreReader
    private var cards: [ReplicaID: String?] = [:]
    private var trust: Trust?

    public init(_ reader: StoreReader) {
        self.reader = reader
    }

    /// nil when the replica was given no name here and has no valid card. A peer wrote it: escape before printing.
    public mutating func name(of replica: ReplicaID) throws -> String? {
        try decisions().decision(about: replica)?.name ?? cardName(of: replica)
    }

    /// What it calls itself, whatever it is called here.
    mutating func cardName(of replica: ReplicaID) throws -> String? {
        if let name = cards[replica] { return name }
        let name = try reader.card(of: replica)?.name
        cards[replica] = name
        return name
    }

    /// Nobody here trusts it any more.
    mutating func isRevoked(_ replica: ReplicaID) throws -> Bool { try decisions().isRevoked(replica) }

    private mutating func decisions() throws -> Trust {
        if let trust { return trust }
        let read = Trust(decisions: try reader.trustDecisions())
        trust = read
        return read
    }
}
