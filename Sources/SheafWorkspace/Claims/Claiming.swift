import SheafCore
import SheafStore
import SheafSync

/// Taking something exclusively: a work item, money. Protocol: 5-sync, section 4.
extension Workspace {
    /// Claims a subject, by an exchange that carries the claim and whatever else is pending.
    ///
    /// What this workspace has learnt about other claims' age lives as long as it does; so a short-lived process waits for
    /// whole leases of others that a long-lived one has already seen run out.
    ///
    /// - Parameters:
    ///   - subject: `^[a-z0-9][a-z0-9:/._-]{0,127}$`, such as `work:4711`.
    ///   - leaseSeconds: 10...86,400, counted from before the claim was written; a new claim renews it.
    /// - Throws: `FactError` for what is out of bounds; otherwise as `sync`, whose consent it needs.
    public func claim(
        subject: String, leaseSeconds: Int64, patience: Exchange.Patience = Exchange.Patience(),
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> ClaimOutcome {
        let driver = try driver(to: try syncRemote(), isTyped: false, patience)
        let (outcome, report) = try await driver.claim(
            subject, leaseSeconds: leaseSeconds, by: replica, progress: progress)
        try tidy(after: report)
        return outcome
    }

    /// Gives a claim back before its lease is over. Others learn of it by the next exchange.
    ///
    /// - Throws: `ClaimError`; `StoreError`.
    public func release(_ record: RecordID) throws {
        try store.write(now: now) { transaction in
            let claims = try transaction.reader().claims(in: record)
            guard let any = claims.first else { throw ClaimError.unknown(record) }
            let own = claims.filter { $0.replica == replica }
            guard !own.isEmpty else { throw ClaimError.notOurs(any) }
            // A release has to know the claim, and a fact names so many lines at most: what strangers wrote into the
            // record may take several facts to get past.
            for _ in 0..<Self.releaseCountMax {
                let claims = try transaction.reader().claims(in: record)
                guard claims.contains(where: { $0.replica == replica && !$0.isReleased }) else { return }
                try transaction.append(.released, to: RecordKey(.claim, record), isHuman: false)
            }
            guard try transaction.reader().claims(in: record).allSatisfy({ $0.replica != replica || $0.isReleased }) else {
                throw ClaimError.crowded(own[0])
            }
        }
    }

    private static let releaseCountMax = 16
}

/// Why a claim cannot be released.
public enum ClaimError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(RecordID)
    /// Only whoever claimed may release; the fold ignores anybody else.
    case notOurs(ClaimView)
    /// Others have written more lines into the record than a few facts can name.
    case crowded(ClaimView)

    public var description: String {
        switch self {
        case .unknown(let record): "no claim \(record) is known here; it is no claim, or was never in force"
        case .notOurs(let claim):
            "the claim on \(claim.claim.subject) was made by replica \(claim.replica.hex.prefix(16)), which alone can release it; "
                + "its lease ends by itself"
        case .crowded(let claim):
            "the claim on \(claim.claim.subject) cannot be released: others have written too many lines into its record "
                + "\(claim.id); its lease ends by itself"
        }
    }
}
