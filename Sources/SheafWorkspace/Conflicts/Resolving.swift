import SheafCore
import SheafStore

extension Transaction {
    /// Writes what settles an item, and logs it.
    ///
    /// - Parameters:
    ///   - replica: who writes here.
    ///   - secrets: looks at a value before it is written.
    ///   - allowsSecret: the value is shared although it looks like a secret.
    /// - Throws: `ResolutionRefusal`, `SecretRefusal`; `FactError` for a value out of bounds; `StoreError`.
    @discardableResult
    public func resolve(
        _ conflict: Conflict, _ choice: Resolution.Choice, by replica: ReplicaID,
        secrets: SecretDetector = SecretDetector(), allowsSecret: Bool = false
    ) throws -> Resolution {
        let reader = try reader()
        var names = ConflictNames(reader)
        let report = try ConflictReport(conflict, reader, names: &names)
        let resolution = try Resolution(choice, of: report, by: replica)
        for fact in resolution.facts {
            let finding = try SecretRefusal.check(
                fact.body.writtenText ?? "", "value", with: secrets, isAllowed: allowsSecret)
            let line = try append(fact.body, to: fact.record, isHuman: true)
            if let finding { try allowSecret(in: line, finding) }
        }
        // What was settled is not unsettled by a command: the next value is written like any other.
        try log("conflicts resolve \(conflict.id.hex.prefix(12))", inverse: nil)
        return resolution
    }
}

extension FactBody {
    /// What a person put into words.
    fileprivate var writtenText: String? {
        switch self {
        case .titled(let text), .noted(let text): text
        default: nil
        }
    }
}
