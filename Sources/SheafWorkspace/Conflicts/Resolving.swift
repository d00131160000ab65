import SheafCore
import SheafStore

extension Transaction {
    /// Writes what settles an item, and logs it.
    ///
    /// - Parameter replica: who writes here.
    /// - Throws: `ResolutionRefusal`; `FactError` for a value out of bounds; `StoreError`.
    @discardableResult
    public func resolve(_ conflict: Conflict, _ choice: Resolution.Choice, by replica: ReplicaID) throws -> Resolution {
        let reader = try reader()
        var names = ConflictNames(reader)
        let report = try ConflictReport(conflict, reader, names: &names)
        let resolution = try Resolution(choice, of: report, by: replica)
        for fact in resolution.facts { try append(fact.body, to: fact.record, isHuman: true) }
        // What was settled is not unsettled by a command: the next value is written like any other.
        try log("conflicts resolve \(conflict.id.hex.prefix(12))", inverse: nil)
        return resolution
    }
}
