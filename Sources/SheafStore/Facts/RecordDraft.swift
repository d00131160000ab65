import SheafCore

/// What a transaction knows about a record that it writes to.
struct RecordDraft {
    private(set) var lines: [HeldLine]
    /// Hashes that no held line names.
    private(set) var heads: [LineHash]
    private(set) var numberNext: Int64

    /// - Parameter heads: of the record's stored view, which has folded all of `lines`.
    init(lines: [HeldLine], heads: [LineHash], replica: ReplicaID) {
        self.lines = lines
        self.heads = heads
        numberNext = (lines.lazy.map(\.line).filter { $0.replica == replica }.map(\.number).max() ?? 0) + 1
    }

    /// Takes in a line that names the first `Fact.afterCountMax` heads; the others stay heads.
    mutating func append(_ fact: Fact) {
        let named = Set(fact.after)
        heads = heads.filter { !named.contains($0.name) } + [fact.hash]
        numberNext += 1
        lines.append(HeldLine(fact.line, isSigned: true))
    }
}
