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
    /// - Throws: `ClaimError.unknown`, `.notOurs`; `StoreError`.
    public func release(_ record: RecordID) throws {
        try store.write(now: now) { transaction in
            guard let claim = try transaction.reader().claim(record) else { throw ClaimError.unknown(record) }
            guard claim.replica == replica else { throw ClaimError.notOurs(claim) }
            guard !claim.isReleased else { return }
            try transaction.append(.released, to: RecordKey(.claim, record), isHuman: false)
        }
    }
}

/// Why a claim cannot be released.
public enum ClaimError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(RecordID)
    /// Only whoever claimed may release; the fold ignores anybody else.
    case notOurs(ClaimView)

    public var description: String {
        switch self {
        case .unknown(let record): "no claim \(record) is known here; it is no claim, or was never in force"
        case .notOurs(let claim):
            "the claim on \(claim.claim.subject) was made by replica \(claim.replica.hex.prefix(16)), which alone can release it; "
                + "its lease ends by itself"
        }
    }
}
