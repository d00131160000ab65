import SheafCore

/// A claim that is in force for this replica. Protocol: 5-sync, section 4.
public struct HeldClaim: Hashable, Sendable {
    public let record: RecordID
    public let subject: String
    /// Goes with everything that is done under the claim, so that a holder whose lease ran out is shut out.
    public let fence: Int64
    public let leaseSeconds: Int64
    /// Monotonic ms from which the lease counts: before the claim was written.
    public let begunAt: UInt64

    public init(record: RecordID, subject: String, fence: Int64, leaseSeconds: Int64, begunAt: UInt64) {
        self.record = record
        self.subject = subject
        self.fence = fence
        self.leaseSeconds = leaseSeconds
        self.begunAt = begunAt
    }

    /// What is left of the lease; 0 when others may have claimed.
    ///
    /// - Parameter monotonic: by the clock of the ledger that the claim was made with.
    public func millisecondsLeft(monotonic: UInt64) -> UInt64 {
        let end = begunAt + UInt64(max(leaseSeconds, 0)) * 1000
        return end > monotonic ? end - monotonic : 0
    }
}

/// What became of a try to claim a subject.
public enum ClaimOutcome: Hashable, Sendable {
    /// The claim's line is in the remote's tree and no greater fence is.
    case held(HeldClaim)
    /// Somebody's claim is live for at least so long; ask again then.
    case rival(ClaimView, milliseconds: UInt64)
    /// The remote has lost claims, so unknown ones may be live: nothing is claimed for so long.
    case silent(milliseconds: UInt64)
    /// This shard of claims on the remote is larger than what is read, so a live claim may stand in it. Nothing is claimed
    /// until somebody has made it smaller.
    case unread(ShardPath)
    /// Somebody moved the tip first; asking again makes a new claim.
    case lost
    /// The remote gave no answer, so the claim may be in force and must not be acted on; asking again in this process goes
    /// on with the same claim.
    case undecided(reason: String)
}
