import SheafCore
import SheafStore

extension Workspace {
    /// Facts that look as if they held a secret and that nobody has decided about: those found before, and those that
    /// the next sync would find.
    public func heldBack() throws -> [WithheldFact] {
        try store.read { try heldBack($0) }
    }

    func heldBack(_ reader: StoreReader) throws -> [WithheldFact] {
        try reader.withheld().filter { $0.decision == nil } + newlyFound(reader)
    }

    /// What the next sync would hold back.
    func newlyFound(_ reader: StoreReader) throws -> [WithheldFact] {
        try reader.unscannedOutbox().compactMap { held in
            secrets.finding(in: held).map {
                WithheldFact(held: held, field: $0.field, finding: "\($0.kind)", decision: nil)
            }
        }
    }

    /// Decides about a fact that is held back.
    ///
    /// - Parameter prefix: of its line's hash, at least four digits.
    /// - Throws: `HeldBackError`.
    @discardableResult
    public func decide(_ decision: WithheldFact.Decision, aboutHeldBack prefix: String) throws -> WithheldFact {
        try store.write(now: now) { transaction in
            let reader = try transaction.reader()
            let all = try heldBack(reader) + reader.withheld().filter { $0.decision != nil }
            let found = prefix.utf8.count < 4 ? [] : all.filter { $0.held.line.hash.hex.hasPrefix(prefix.lowercased()) }
            guard let chosen = found.first, found.count == 1 else {
                throw HeldBackError.noSuchFact(prefix, candidates: all.map(\.held.line.hash))
            }
            if let finding = secrets.finding(in: chosen.held) { try transaction.withhold(chosen.held, finding) }
            try transaction.decide(decision, about: chosen.held)
            try transaction.log("shared \(decision.rawValue) \(chosen.held.line.hash.hex.prefix(12))", inverse: nil)
            return chosen
        }
    }
}

/// Why nothing was decided about a fact that is held back.
public enum HeldBackError: Error, Hashable, Sendable {
    /// None begins so, or several do.
    case noSuchFact(String, candidates: [LineHash])
}
