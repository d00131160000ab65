/// What a writer knows about a record that it writes to: the next number and what the next fact names.
///
/// Protocol: 4-clock-and-causality, sections 3 and 4.
package struct RecordDraft {
    package private(set) var lines: [HeldLine]
    /// Hashes that no held line names.
    package private(set) var heads: [LineHash]
    package private(set) var numberNext: Int64

    /// Of a record that nobody has written to.
    package init() {
        (lines, heads, numberNext) = ([], [], 1)
    }

    /// - Parameter heads: of the record's stored view, which has folded all of `lines`.
    package init(lines: [HeldLine], heads: [LineHash], replica: ReplicaID) {
        self.lines = lines
        self.heads = heads
        numberNext = (lines.lazy.map(\.line).filter { $0.replica == replica }.map(\.number).max() ?? 0) + 1
    }

    /// Takes in a line that names the first `Fact.afterCountMax` heads; the others stay heads.
    package mutating func append(_ fact: Fact) {
        let named = Set(fact.after)
        heads = heads.filter { !named.contains($0.name) } + [fact.hash]
        numberNext += 1
        lines.append(HeldLine(fact))
    }
}
