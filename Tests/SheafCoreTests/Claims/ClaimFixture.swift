@testable import SheafCore

/// Claims of one subject as a fold shows them.
enum ClaimFixture {
    static let (ada, ben, cleo) = (TestKeys.all[0].replica, TestKeys.all[1].replica, TestKeys.all[2].replica)

    /// - Parameter number: tells records and line hashes apart; hashes ascend with it.
    static func claim(
        _ number: UInt8, by replica: ReplicaID, fence: Int64, leaseSeconds: Int64 = 60, isReleased: Bool = false
    ) -> ClaimView {
        guard let line = LineHash(bytes: [number] + [UInt8](repeating: 0, count: 31)) else {
            preconditionFailure("BUG: 32 bytes are a hash")
        }
        return ClaimView(
            id: RecordID(high: 1, low: UInt64(number)),
            claim: FactBody.Claim(subject: "work:1", fence: fence, leaseSeconds: leaseSeconds), replica: replica, line: line,
            isReleased: isReleased)
    }
}
