import SheafCore

/// What the policy said when it was read last: what processes that exchange at the same time are held against.
extension StoreReader {
    fileprivate static let retentionCursor = "retention"

    /// - Returns: `.everything` before a policy was read.
    public func retention() throws -> Retention { try cursor(Self.retentionCursor).flatMap { Retention(text: $0) } ?? .everything }
}

extension Transaction {
    public func retention() throws -> Retention { try reader().retention() }

    /// Notes another policy than the last one; what it lets in again becomes pending.
    public func change(to retention: Retention) throws {
        try change(self.retention(), to: retention)
        try setCursor(StoreReader.retentionCursor, to: retention.text)
    }
}
