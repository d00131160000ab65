/// A session as it stands at an instant: the only place where a view meets a clock. Protocol: 6-fold, section 6.
public struct SessionDisplay: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case open, idle, ended, orphaned, completed, abandoned
    }

    public enum Trigger: String, Hashable, Sendable { case explicit, timeout, heuristic, forge }

    public let state: State
    /// nil while open or idle.
    public let trigger: Trigger?
    /// Unix ms; nil while open or idle.
    public let endedAt: Int64?

    /// - Parameters:
    ///   - instant: as of when; any.
    ///   - latestFactOfKeepers: greatest `at` of any node, in any record, of the session's owner and of the
    ///     replica of the take in force; nil when neither has one.
    public init(_ view: SessionView, at instant: Instant, latestFactOfKeepers: Int64?) {
        let now = instant.milliseconds
        if let end = view.end {
            (state, trigger, endedAt) = (end.verdict == .complete ? .completed : .abandoned, .explicit, end.at)
        } else if now < view.idleEnd {
            let isIdle = now >= view.lastActivity + view.periods.warningSeconds * 1000
            (state, trigger, endedAt) = (isIdle ? .idle : .open, nil, nil)
        } else {
            let isSilent = (latestFactOfKeepers ?? .min) < view.idleEnd
            let isOrphaned = isSilent && now - view.idleEnd >= view.periods.orphanSeconds * 1000
            trigger = isOrphaned ? .timeout : Trigger(view.derivedTrigger)
            (state, endedAt) = (isOrphaned ? .orphaned : .ended, view.idleEnd)
        }
    }

    public var isOver: Bool { endedAt != nil }
}

extension SessionDisplay.Trigger {
    init(_ derived: SessionView.DerivedTrigger) {
        switch derived {
        case .timeout: self = .timeout
        case .heuristic: self = .heuristic
        case .forge: self = .forge
        }
    }
}
