/// Rule 11: which claim of a subject is in force. Protocol: 6-fold, rule 11; 5-sync, section 4.
public enum RivalClaims {
    /// - Parameter claims: all claims of one subject, any order.
    /// - Returns: greatest fence, then smallest line hash; nil when there is none or it was released.
    public static func inForce(_ claims: some Collection<ClaimView>) -> ClaimView? {
        contenders(claims).first
    }

    /// Unreleased claims of the subject's greatest fence, the winner first.
    private static func contenders(_ claims: some Collection<ClaimView>) -> [ClaimView] {
        guard let fence = claims.map(\.claim.fence).max() else { return [] }
        return claims.filter { $0.claim.fence == fence && !$0.isReleased }.sorted { $0.line < $1.line }
    }

    static func conflict(_ claims: some Collection<ClaimView>) -> Conflict? {
        let contenders = contenders(claims)
        guard contenders.count > 1, let winner = contenders.first else { return nil }
        return Conflict(
            .claim, .open, record: winner.id, field: "claim:\(winner.claim.subject)", winner: winner.line,
            losers: contenders.dropFirst().map(\.line), step: .smallerHash, lines: contenders.map(\.line))
    }
}
