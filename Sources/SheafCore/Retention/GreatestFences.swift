/// Of each subject among some claims the ones with the greatest fence, which is the one that the next claim must exceed.
///
/// Only validly signed claims count: anybody can write any fence into a line that nobody signed. Protocol: 5-sync, section 6.1.
package struct GreatestFences {
    private typealias Candidate = (fence: Int64, line: Line)

    private var candidates: [String: [Candidate]] = [:]

    package init() {}

    /// - Parameter line: of a claim record; one that is no claim changes nothing.
    package mutating func consider(_ line: Line) {
        guard let fact = try? Fact(line, in: .claim), case .claim(let claim) = fact.body else { return }
        candidates[claim.subject, default: []].append((claim.fence, line))
    }

    /// Records that hold one of them.
    package func records() -> Set<RecordID> {
        Set(candidates.values.flatMap { Self.greatest(of: $0).map(\.line.record) })
    }

    /// The fences; subjects without a signed claim have none.
    ///
    /// - Parameter subjects: nil for all; signatures of others are not checked.
    func bySubject(_ subjects: Set<String>? = nil) -> [String: Int64] {
        candidates.filter { subjects?.contains($0.key) ?? true }.compactMapValues { Self.greatest(of: $0).first?.fence }
    }

    private static func greatest(of candidates: [Candidate]) -> [Candidate] {
        var greatest: [Candidate] = []
        for candidate in candidates.sorted(by: { $0.fence > $1.fence }) {
            if let first = greatest.first, candidate.fence < first.fence { break }
            if candidate.line.isSignatureValid() { greatest.append(candidate) }
        }
        return greatest
    }
}
