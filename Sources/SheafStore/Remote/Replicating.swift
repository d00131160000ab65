import SheafCore

extension Store: ReplicaStore {}
extension StoreReader: FactReading {
    public func projectable(after sequence: Int64) throws -> (facts: [HeldFact], sequence: Int64) {
        let withheld = Set(try withheld().filter { $0.decision != .allowed }.map(\.held.sequence))
        let facts = try facts(after: sequence, limit: .max)
        let last = max(sequence, facts.last?.sequence ?? 0)
        return (withheld.isEmpty ? facts : facts.filter { !withheld.contains($0.sequence) }, last)
    }
}

extension Transaction: FactWriting {
    public func quarantine(_ rejected: [Rejected], from source: String) throws {
        try quarantine(
            rejected.lazy.map {
                QuarantinedItem(
                    source: source, path: $0.path, object: $0.object, failure: $0.failure, sample: $0.excerpt)
            })
    }
}
