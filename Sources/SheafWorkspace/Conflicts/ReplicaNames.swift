import SheafCore
import SheafStore

/// What replicas call themselves on their cards, looked up once each.
public struct ReplicaNames {
    private let reader: StoreReader
    private var known: [ReplicaID: String?] = [:]

    public init(_ reader: StoreReader) {
        self.reader = reader
    }

    /// nil when the replica has no valid card. A peer wrote it: escape before printing.
    public mutating func name(of replica: ReplicaID) throws -> String? {
        if let name = known[replica] { return name }
        let name = try reader.card(of: replica)?.name
        known[replica] = name
        return name
    }
}
