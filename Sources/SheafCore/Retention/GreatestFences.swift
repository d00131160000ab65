/// Of each subject among some claims the ones with the greatest fence, which is the one that the next claim must exceed, and
/// those with the greatest fence among the claims that name no line.
///
/// Only validly signed claims count: anybody can write any fence into a line that nobody signed. Protocol: 5-sync, section 6.1.
///
/// Rule 11 is not asked: it ignores a claim that knew another one of its record, which further lines can bring about, and what
/// is left out must not depend on lines that are elsewhere. A claim that names nothing counts whatever else is held, so it is
/// not to be shadowed by one that may not.
package struct GreatestFences {
    private typealias Candidate = (fence: Int64, line: Line)

    /// Claims that are compared with each other; one that names nothing is in two groups.
    struct Group: Hashable {
        let subject: String
        let namesNothing: Bool
    }

    private var candidates: [Group: [Candidate]] = [:]

    package init() {}

    /// - Parameter line: of a claim record; one that is no claim changes nothing.
    package mutating func consider(_ line: Line) {
        guard let fact = try? Fact(line, in: .claim), case .claim(let claim) = fact.body else { return }
        for namesNothing in Set([false, fact.after.isEmpty]) {
            candidates[Group(subject: claim.subject, namesNothing: namesNothing), default: []].append((claim.fence, line))
        }
    }

    /// Records that hold one of them.
    package func records() -> Set<RecordID> {
        Set(candidates.values.flatMap { Self.greatest(of: $0).map(\.line.record) })
    }

    /// The fences; groups without a signed claim have none.
    ///
    /// - Parameter groups: nil for all; signatures of others are not checked.
    func byGroup(_ groups: Set<Group>? = nil) -> [Group: Int64] {
        candidates.filter { groups?.contains($0.key) ?? true }.compactMapValues { Self.greatest(of: $0).first?.fence }
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
