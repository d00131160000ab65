import SheafCore
import SheafGit
import SheafStore
import SheafSync

extension Workspace {
    /// One exchange with the remote: gets what the others have, sends what they lack.
    ///
    /// - Parameters:
    ///   - isTyped: a person asked for it now, which allows sending to this URL from now on.
    ///   - isLeavingOut: the remote shall lose now what the retention leaves out, also when there is no other news.
    ///   - patience: how often and how long to try against others who push too.
    /// - Throws: `WorkspaceError.noConsent`, `.unknownRemote`; `SettingsError`, `GitError`, `StoreError`, `SyncError`.
    public func sync(
        isTyped: Bool, isLeavingOut: Bool = false, patience: Exchange.Patience = Exchange.Patience(),
        progress: @escaping @Sendable (SyncProgress) -> Void = { _ in }
    ) async throws -> SyncReport {
        let driver = try driver(to: try syncRemote(), isTyped: isTyped, isLeavingOut: isLeavingOut, patience)
        let report = try await driver.run(progress: progress)
        try tidy(after: report)
        return report
    }

    /// One exchange to be run by the caller, who tidies up after it.
    ///
    /// - Throws: `WorkspaceError.noConsent` unless somebody allowed it, now or before.
    public func driver(
        to remote: SyncRemote, isTyped: Bool, isLeavingOut: Bool = false, _ patience: Exchange.Patience = Exchange.Patience()
    ) throws -> ExchangeDriver {
        if isTyped {
            try store.write(now: now) { try $0.consent(to: remote.url) }
        } else if try store.read({ try $0.remote(remote.url)?.consentedAt }) == nil {
            throw WorkspaceError.noConsent(url: remote.url)
        }
        try configureSidecar()
        let surroundings = surroundings
        return ExchangeDriver(
            replication: try replication(), transport: try transport(), remote: remote, ledger: claims,
            patience: patience, isLeavingOut: isLeavingOut, chance: { surroundings.random64() }, now: surroundings.now)
    }

    /// After an exchange: who we are may have changed, and packs have gathered.
    public func tidy(after report: SyncReport) throws {
        if report.ownCount > 0 { try identifyAgain() }
        gatherPacks()
    }

    /// Puts every pending fact into the sidecar, so that a push by hand sends what there is. Contacts nobody.
    @discardableResult
    public func project() throws -> Replication.LocalState {
        try configureSidecar()
        defer { gatherPacks() }
        return try replication().project(tracking: try knownTracking())
    }

    /// nil when what the remote's name stood for last was another URL: that one's history may hold what this one must not get.
    private func knownTracking() throws -> String? {
        guard let remote = try? syncRemote() else { return nil }
        guard case .commit(let tip, _) = try sidecar.state(of: remote.tracking) else { return remote.tracking }
        let tips = try store.read { try $0.remotes() }.filter { row in row.tip.map { sidecar.contains($0) } ?? false }
        let passed = try tips.filter { row in try row.tip.map { try sidecar.isDescendant(tip, of: $0) } ?? false }
        return passed.isEmpty || passed.contains { $0.url == remote.url } ? remote.tracking : nil
    }

    /// Every state that was written is a pack. Tidying up that fails, or cannot be done without the executable, is tried again next time.
    private func gatherPacks() {
        guard let count = try? sidecar.packCount(), count > Sidecar.packCountMax,
            let git = try? GitExecutable.find(in: surroundings.environment)
        else { return }
        _ = try? sidecar.compact(with: git)
    }

    /// The executable unless the settings say otherwise, or there is none: then the library, which speaks http only.
    func transport() throws -> any StateTransport {
        guard try settings().policy.sync.transport == .git else { return Libgit2Transport(sidecar) }
        do {
            return ExecutableTransport(sidecar, git: try GitExecutable.find(in: surroundings.environment))
        } catch GitError.executableMissing {
            return Libgit2Transport(sidecar)
        }
    }
}
