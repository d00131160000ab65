import SheafCore
import TestSupport

/// Random commits of one stream: bursts, equal seconds, gaps on either side of every limit.
enum RandomStream {
    static let author = AuthorSlug("ada") ?? .unknown

    static func commits(_ random: inout SeededGenerator, count: Int, from start: Int64 = 1_763_731_464) -> [AutomaticCommit] {
        var seconds = start
        return (0..<count).map { number in
            seconds += [0, 0, 1, 11, 59, 300, 899, 900, 901, 1799, 1800, 1801, 5000, -600].randomElement(using: &random) ?? 0
            return AutomaticCommit(
                id: Sample.id(random.next() &<< 8 | UInt64(number)), committedAt: seconds,
                touchesTests: Int.random(in: 0..<4, using: &random) == 0, touchesDocs: Int.random(in: 0..<4, using: &random) == 0,
                completes: Int.random(in: 0..<12, using: &random) == 0)
        }
    }

    static func periods(_ random: inout SeededGenerator) -> SessionPeriods {
        var sessions = Policy().sessions
        sessions.timeoutMinutes = [30, 30, 5, 60].randomElement(using: &random) ?? 30
        sessions.idleWarningMinutes = [15, 15, 1, 4].randomElement(using: &random) ?? 15
        sessions.isHeuristicCompletionOn = Bool.random(using: &random)
        return sessions.periods
    }
}

/// The rule once more, told naively: every session is its list of commits, and everything is found anew each time.
struct NaiveBatching {
    let periods: SessionPeriods
    private(set) var sessions: [[AutomaticCommit]] = []

    init(_ commits: [AutomaticCommit], periods: SessionPeriods) {
        self.periods = periods
        for commit in commits.sorted(by: { ($0.committedAt, $0.id.hex) < ($1.committedAt, $1.id.hex) }) {
            if let last = sessions.last, !isOver(last, at: commit.committedAt) {
                sessions[sessions.count - 1].append(commit)
            } else {
                sessions.append([commit])
            }
        }
    }

    private func isOver(_ session: [AutomaticCommit], at seconds: Int64) -> Bool {
        let isShort = periods.isHeuristic && session.contains(where: \.touchesTests) && session.contains(where: \.touchesDocs)
        let limit = isShort ? periods.warningSeconds : periods.timeoutSeconds
        let latest = session.map(\.committedAt).max() ?? seconds
        return session.contains(where: \.completes) || seconds - latest >= limit
    }
}
