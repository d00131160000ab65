/// Which claims outlive a retention that concerns them: of each subject those with the greatest fence, because the next
/// claim must be greater. Protocol: 5-sync, section 6.1.
package struct SurvivingClaims {
    private var candidates: [String: [(fence: Int64, line: Line)]] = [:]

    package init() {}

    /// - Parameter line: a claim record's line that the retention concerns.
    package mutating func consider(_ line: Line) {
        guard let fact = try? Fact(line, in: .claim), case .claim(let claim) = fact.body else { return }
        candidates[claim.subject, default: []].append((claim.fence, line))
    }

    /// Records with a validly signed claim of the greatest fence among the candidates of its subject. An unsigned line
    /// could name any fence, so signatures are checked, from the greatest fence down to the first that verifies.
    package func records() -> Set<RecordID> {
        var records: Set<RecordID> = []
        for claims in candidates.values {
            var greatest: Int64?
            for (fence, line) in claims.sorted(by: { $0.fence > $1.fence }) {
                if let greatest, fence < greatest { break }
                guard !records.contains(line.record) || greatest == nil, line.isSignatureValid() else { continue }
                greatest = fence
                records.insert(line.record)
            }
        }
        return records
    }
}
