/// Which claims this replica has held for how long, by its own monotonic clock: no wall clock ever ends a claim.
///
/// Lives in memory only; a restart starts over and so only waits longer. Protocol: 5-sync, section 4.
public struct ClaimBook: Hashable, Sendable {
    /// Monotonic ms at which the claim's line was first held here.
    private var heldSince: [LineHash: UInt64] = [:]
    private var silentUntil: UInt64 = 0

    public enum Verdict: Hashable, Sendable {
        /// Nothing stands in the way; the fence to claim with.
        case free(fence: Int64)
        /// Somebody's claim is live for at least so long.
        case rival(ClaimView, milliseconds: UInt64)
        /// A claim line has vanished from the remote, which may have been rewound: nothing is claimed for a lease.
        case silent(milliseconds: UInt64)
        /// A shard of claims is over the limit and carried unread, so a live claim may stand in it.
        case unread(ShardPath)
    }

    public init() {}

    /// Takes notice of the claims that are held now.
    ///
    /// - Parameter monotonic: ms of a clock that never runs backwards while this value lives.
    public mutating func hold(_ claims: some Sequence<ClaimView>, monotonic: UInt64) {
        hold(lines: claims.lazy.map(\.line), monotonic: monotonic)
    }

    /// The same by the hashes of their lines, as they come in.
    public mutating func hold(lines: some Sequence<LineHash>, monotonic: UInt64) {
        for line in lines where heldSince[line] == nil { heldSince[line] = monotonic }
    }

    /// A claim line above the retention floor is gone from the remote's tree.
    public mutating func noticeVanished(leaseSeconds: Int64, monotonic: UInt64) {
        silentUntil = max(silentUntil, monotonic + Self.milliseconds(leaseSeconds))
    }

    public func isSilent(monotonic: UInt64) -> Bool { monotonic < silentUntil }

    /// Whether a replica may claim a subject. A greater fence ends a claim, and its own claims are no rivals: a new one
    /// renews them.
    ///
    /// - Parameters:
    ///   - claims: every claim of the subject that is held, those of the remote's tip among them.
    ///   - unread: a shard of claims of that tip that was not read; nil when all were.
    public func weigh(
        _ claims: some Collection<ClaimView>, unread: ShardPath?, by replica: ReplicaID, monotonic: UInt64
    ) -> Verdict {
        if let unread { return .unread(unread) }
        guard !isSilent(monotonic: monotonic) else { return .silent(milliseconds: silentUntil - monotonic) }
        let greatest = claims.map(\.claim.fence).max() ?? 0
        let live = claims.filter { $0.claim.fence == greatest && !$0.isReleased && $0.replica != replica }
            .map { ($0, remaining($0, monotonic)) }.filter { $0.1 > 0 }
        if let (rival, milliseconds) = live.max(by: { ($0.1, $1.0.line) < ($1.1, $0.0.line) }) {
            return .rival(rival, milliseconds: milliseconds)
        }
        return .free(fence: greatest + 1)
    }

    /// Milliseconds until the claim's lease has passed since it was first held here; unheld ones start now.
    private func remaining(_ claim: ClaimView, _ monotonic: UInt64) -> UInt64 {
        let end = (heldSince[claim.line] ?? monotonic) + Self.milliseconds(claim.claim.leaseSeconds)
        return end > monotonic ? end - monotonic : 0
    }

    private static func milliseconds(_ seconds: Int64) -> UInt64 { UInt64(max(seconds, 0)) * 1000 }
}
