import SheafCore
import SheafStore

extension Workspace {
    /// Facts that look as if they held a secret and that nobody has decided about for this remote: those found before, and
    /// those that the next sync would find.
    public func heldBack() throws -> [WithheldFact] {
        let url = try? syncRemote().url
        return try store.read { try heldBack($0, from: url) }
    }

    /// - Parameter url: of the remote; nil: the one of the last exchange.
    func heldBack(_ reader: StoreReader, from url: String?) throws -> [WithheldFact] {
        try reader.withheld(from: url).filter { $0.decision == nil } + newlyFound(reader, for: url)
    }

    /// What the next sync would hold back.
    func newlyFound(_ reader: StoreReader, for url: String?) throws -> [WithheldFact] {
        try unscanned(reader, for: url).compactMap { held in
            secrets.finding(in: held).map {
                WithheldFact(held: held, field: $0.field, finding: "\($0.kind)", decision: nil)
            }
        }
    }

    private func unscanned(_ reader: StoreReader, for url: String?) throws -> [HeldFact] {
        guard let url, try !reader.isAddressed(to: url) else { return try reader.unscannedOutbox() }
        let judged = Set(try reader.withheld(from: url).map(\.held.sequence))
        return try reader.facts(lackedBy: url, in: sidecar).filter { !judged.contains($0.sequence) }
    }

    /// Decides about a fact that is held back from this remote.
    ///
    /// - Parameter prefix: of its line's hash, at least four digits.
    /// - Throws: `HeldBackError`.
    @discardableResult
    public func decide(_ decision: WithheldFact.Decision, aboutHeldBack prefix: String) throws -> WithheldFact {
        let url = try? syncRemote().url
        return try store.write(now: now) { transaction in
            let reader = try transaction.reader()
            let all = try heldBack(reader, from: url) + reader.withheld(from: url).filter { $0.decision != nil }
            let found = prefix.utf8.count < 4 ? [] : all.filter { $0.held.line.hash.hex.hasPrefix(prefix.lowercased()) }
            guard let chosen = found.first, found.count == 1 else {
                throw HeldBackError.noSuchFact(prefix, candidates: all.map(\.held.line.hash))
            }
            if let finding = secrets.finding(in: chosen.held) { try transaction.withhold(chosen.held, finding, from: url) }
            try transaction.decide(decision, about: chosen.held, for: url)
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
