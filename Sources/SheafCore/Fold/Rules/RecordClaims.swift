/// A claim that counts, and whose it is; which of a subject's claims is in force is `RivalClaims`' matter.
public struct ClaimView: Hashable, Sendable {
    /// The record that it stands in. Others may stand there too, written by anybody.
    public let id: RecordID
    public let claim: FactBody.Claim
    /// Who wrote it, whoever's record it is.
    public let replica: ReplicaID
    public let line: LineHash
    /// Only the claimant releases.
    public let isReleased: Bool
}

/// Rule 11 in one record: each claim that knew no other one counts, for its own writer, so that no line can hide the claim
/// that somebody else wrote. Protocol: 6-fold, rule 11.
enum RecordClaims {
    /// - Returns: by line hash.
    static func counted(_ graph: HashGraph, _ key: RecordKey) -> [ClaimView] {
        let releases = graph.indices.filter { graph.facts[$0].body == .released }
        let known = Dictionary(grouping: releases) { graph.facts[$0].line.replica }.mapValues { graph.known(to: $0) }
        let claims = graph.minimal(graph.indices.filter { graph.facts[$0].isClaim })
        return claims.compactMap { node in
            let fact = graph.facts[node]
            return ClaimView(fact, in: key, isReleased: known[fact.line.replica]?.contains(node) == true)
        }.sorted { $0.line < $1.line }
    }

    /// What counts in a record with too many nodes to say who knew what: claims that name nothing knew no other one. So
    /// nobody can hide a claim by filling its record up.
    static func counted(withoutGraph nodes: [Fact], _ key: RecordKey) -> [ClaimView] {
        nodes.filter(\.after.isEmpty).compactMap { ClaimView($0, in: key, isReleased: false) }.sorted { $0.line < $1.line }
    }
}

extension Fact {
    fileprivate var isClaim: Bool { if case .claim = body { true } else { false } }
}

extension ClaimView {
    /// nil unless the fact is a valid claim.
    fileprivate init?(_ fact: Fact, in key: RecordKey, isReleased: Bool) {
        guard case .claim(let claim) = fact.body else { return nil }
        self.init(id: key.id, claim: claim, replica: fact.line.replica, line: fact.hash, isReleased: isReleased)
    }
}

extension RecordFold.Content {
    init(_ claims: [ClaimView]) { self = claims.isEmpty ? .none : .claims(claims) }

    /// Empty for other records.
    package var claims: [ClaimView] { if case .claims(let claims) = self { claims } else { [] } }
}
