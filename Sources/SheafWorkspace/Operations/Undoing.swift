import SheafCore
import SheafStore

/// Why an operation cannot be taken back.
public enum UndoRefusal: Error, Hashable, Sendable {
    case unknown(Int64)
    /// It wrote nothing, or nothing takes it back.
    case irreversible(Int64, command: String)
    case undone(Int64, by: Int64)
}

extension Transaction {
    /// Writes the facts that take an operation back, as one new operation, which can be taken back itself.
    ///
    /// Nothing is unsaid: the inverse is a later fact and wins because it is later, also over what came in between.
    ///
    /// - Returns: the new operation's number and what it wrote.
    /// - Throws: `UndoRefusal`, `StoreError`.
    @discardableResult
    public func undo(_ number: Int64) throws -> (number: Int64, changes: [Operation.Change]) {
        let reader = try reader()
        guard let operation = try reader.operation(number) else { throw UndoRefusal.unknown(number) }
        if let undoing = try reader.undoing(number) { throw UndoRefusal.undone(number, by: undoing) }
        guard let inverse = operation.inverse, !inverse.isEmpty else {
            throw UndoRefusal.irreversible(number, command: operation.command)
        }
        let again = try Self.repetition(of: operation, takenBackBy: inverse, reader)
        for change in inverse { try append(change.body, to: change.record, isHuman: true) }
        return (try log("undo \(number)", inverse: again, undoes: number), inverse)
    }

    /// What the operation wrote, to be written again; nil when repeating it would not do what it did.
    private static func repetition(
        of operation: Operation, takenBackBy inverse: [Operation.Change], _ reader: StoreReader
    ) throws -> [Operation.Change]? {
        var changes: [Operation.Change] = []
        for held in try reader.facts(of: operation) {
            let record = RecordKey(held.path.kind, held.line.record)
            guard let body = held.fact?.body else { return nil }
            if case .opened = body {
                // Nothing closes the record itself: what opened it still holds, unless the inverse has ended the session.
                if inverse.contains(where: { $0.record == record && $0.body.isEnd }) {
                    changes.append(Operation.Change(record: record, body: .reopened))
                }
                continue
            }
            guard body.isRepeatable else { return nil }
            changes.append(Operation.Change(record: record, body: body))
        }
        return changes.isEmpty ? nil : changes
    }
}

extension FactBody {
    fileprivate var isEnd: Bool { if case .ended = self { true } else { false } }

    /// Whether saying it once more, later, has the same meaning.
    fileprivate var isRepeatable: Bool {
        switch self {
        case .member, .removed, .ended, .reopened, .titled, .noted, .corrected: true
        case .opened, .kept, .taken, .scored, .acknowledged, .card, .claim, .released, .unknown, .invalid: false
        }
    }
}
