import SheafCore
import SheafStore

extension Workspace {
    /// What the policy file of the default branch leaves out of every tree that is written.
    ///
    /// What it lets in again becomes pending. While the file cannot be read, what held last still holds: a typing error
    /// in it must not bring back what the team has evicted.
    /// - Throws: `GitError`, `StoreError`.
    public func retention() throws -> Retention {
        let (former, retention) = (try storedRetention(), try knownRetention())
        guard retention != former else { return retention }
        try store.write(now: now) { try $0.change(to: retention) }
        return retention
    }

    /// As `retention()`, without writing anything.
    func knownRetention() throws -> Retention {
        do { return Retention(try settings().policy.retention) } catch is SettingsError { return try storedRetention() }
    }

    private func storedRetention() throws -> Retention { try store.read { try $0.retention() } }

    /// How many of the held facts the policy file leaves out.
    public func leftOut() throws -> LeftOut {
        let retention = try knownRetention()
        return try store.read { try $0.leftOut(by: retention) }
    }
}
