import SheafCore

extension Store: ReplicaStore {}
extension StoreReader: FactReading {}

extension Transaction: FactWriting {
    public func quarantine(_ rejected: [Rejected], from source: String) throws {
        try quarantine(
            rejected.lazy.map {
                QuarantinedItem(
                    source: source, path: $0.path, object: $0.object, failure: $0.failure, sample: $0.excerpt)
            })
    }
}
