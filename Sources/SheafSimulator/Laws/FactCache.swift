import SheafCore

/// Lines that were read once, for the laws; the replicas read theirs themselves.
final class FactCache {
    private struct Key: Hashable {
        let hash: LineHash
        let kind: RecordKind
    }

    private var known: [Key: Fact?] = [:]

    /// nil when the line is unreadable.
    func read(_ line: Line, _ kind: RecordKind) -> Fact? {
        let key = Key(hash: line.hash, kind: kind)
        if let fact = known[key] { return fact }
        let fact = try? Fact(line, in: kind)
        known[key] = .some(fact)
        return fact
    }
}
