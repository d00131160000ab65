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
        numberNext = Self.number(after: lines, of: replica)
    }

    /// Anybody can put a line with any number under this replica's name, but not sign it. The greatest number follows
    /// itself: that is a fork, which is shown, and not a line that fails the structural check.
    private static func number(after lines: [HeldLine], of replica: ReplicaID) -> Int64 {
        let own = lines.lazy.filter { $0.isSigned && $0.line.replica == replica }.map(\.line.number)
        return min((own.max() ?? 0) + 1, Line.numberMax)
    }

    /// Takes in a line that names the first `Fact.afterCountMax` heads; the others stay heads.
    package mutating func append(_ fact: Fact) {
        let named = Set(fact.after)
        heads = heads.filter { !named.contains($0.name) } + [fact.hash]
        numberNext = min(numberNext + 1, Line.numberMax)
        lines.append(HeldLine(fact))
    }
}
