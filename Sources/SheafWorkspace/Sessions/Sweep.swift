import SheafCore
import SheafStore

/// Sessions that have ended by themselves, or become orphans, since somebody last looked.
public struct SweepReport: Sendable {
    public struct Item: Sendable {
        public let entry: SessionEntry
        /// Its state at the last sweep; nil in the first one.
        public let previous: SessionDisplay.State?
    }

    public let asOf: Instant
    /// The last sweep; nil before the first.
    public let since: Instant?
    /// By opening.
    public let items: [Item]
    /// Sessions that were left out because only revoked replicas wrote about them.
    public let untrustedCount: Int
}

extension Workspace {
    private static let sweepCursor = "sweep"

    /// Lists what silence has ended or orphaned since the last sweep, for those who run no agent.
    ///
    /// Ends are derived, so there is nothing to write about them; only this machine remembers that it was told.
    ///
    /// - Parameters:
    ///   - instant: as of when.
    ///   - isDryRun: the next sweep lists the same again.
    ///   - includesUntrusted: also sessions that only replicas which were revoked here wrote about.
    public func sweepSessions(at instant: Instant, isDryRun: Bool, includesUntrusted: Bool = false) throws -> SweepReport {
        let report = try store.read { reader in
            let since = try reader.cursor(Self.sweepCursor).flatMap { Int64($0) }.map(Instant.init(milliseconds:))
            let all = try items(since: since, at: instant, reader)
            let shown = includesUntrusted ? all : all.filter { $0.entry.revokedPart != .wholly }
            return SweepReport(asOf: instant, since: since, items: shown, untrustedCount: all.count - shown.count)
        }
        if !isDryRun, report.since.map({ $0 < instant }) ?? true {
            try store.write(now: now) { try $0.setCursor(Self.sweepCursor, to: "\(instant.milliseconds)") }
        }
        return report
    }

    private func items(since: Instant?, at instant: Instant, _ reader: StoreReader) throws -> [SweepReport.Item] {
        // What has become an orphan since then may have ended an orphan period earlier.
        let first = since.map { $0.advanced(bySeconds: -SessionPeriods.orphanSecondsMax) } ?? Instant(milliseconds: 0)
        let next = Instant(milliseconds: instant.milliseconds + 1)
        guard first < next else { return [] }
        let elsewhere = try reader.commitsCountedElsewhere()
        let parts = try reader.sessionParts(writtenBy: Trust(decisions: try reader.trustDecisions()).revoked)
        return try reader.sessions(idleEndIn: first..<next).compactMap { row in
            let entry = SessionEntry(row, at: instant, countedElsewhere: elsewhere[row.id], revokedPart: parts[row.id])
            let previous = since.map { row.display(at: $0).state }
            return previous == entry.display.state ? nil : SweepReport.Item(entry: entry, previous: previous)
        }.sorted { $0.entry.id < $1.entry.id }
    }
}
