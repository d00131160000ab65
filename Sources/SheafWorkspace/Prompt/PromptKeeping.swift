import SheafCore
import SheafStore

extension Workspace {
    /// A segment that nothing else ends holds so long, in milliseconds.
    private static let promptMillisecondsMax: Int64 = 12 * 3_600_000

    /// Brings the prompt segment up to date: open and idle sessions, and conflicts that wait for a person. A prompt is worth no
    /// error: when that cannot be told, what was shown holds until its time.
    public func refreshPrompt() {
        do { Installation(location).show(try promptSegment()) } catch {}
    }

    /// nil when there is nothing to show.
    private func promptSegment() throws -> PromptSegment? {
        let instant = now
        return try store.read { reader in
            let trust = Trust(own: [replica], decisions: try reader.trustDecisions())
            let untrusted = Set(try reader.sessionParts(writtenBy: trust.revoked).filter { $0.value == .wholly }.keys)
            let live = try reader.sessionsNotOver(at: instant).filter { !untrusted.contains($0.id) }
            let states = live.map { $0.display(at: instant).state }
            let conflicts = trust.revoked.isEmpty
                ? try reader.counts().openConflicts : try self.conflicts(ConflictSelection(status: .open), reader).reports.count
            let parts = [
                (states.count { $0 == .open }, "open"), (states.count { $0 == .idle }, "idle"),
                (conflicts, conflicts == 1 ? "conflict" : "conflicts"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            let changes = live.map(\.view).flatMap { [$0.idleEnd, $0.lastActivity + $0.periods.warningSeconds * 1000] }
            let until = changes.filter { $0 > instant.milliseconds }.min() ?? .max
            let latest = instant.milliseconds + Self.promptMillisecondsMax
            return PromptSegment(parts.joined(separator: ", "), until: Instant(milliseconds: min(until, latest)))
        }
    }
}
