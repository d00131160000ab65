import TestSupport
import Testing

@testable import SheafCore

/// Protocol 7-conflicts, section 2: the closed table of judgements.
@Suite("The table of judgements")
struct JudgementTableTests {
    private static let table: Set<String> = [
        "1 noted human-over-automatic", "1 noted add-over-remove", "1 open human-add", "2 open complete-over-abandon",
        "3 noted late", "4 open unknown-end", "5 noted continued", "6 noted returned", "7 open smaller-hash",
        "7 noted late", "8 noted by-hand", "8 noted by-hook", "8 noted window", "8 noted worktree",
        "8 noted earlier-opening", "8 noted smaller-id", "9 noted human-over-automatic", "9 noted later-clock",
        "9 noted smaller-hash", "9 open later-clock", "9 open smaller-hash", "10 open human-over-automatic",
        "10 open later-clock", "10 open smaller-hash", "11 open smaller-hash", "12 noted shown", "13 noted shown",
        "14 noted shown", "15 noted shown",
    ]

    /// Also shows that the random facts of the other tests reach every rule.
    @Test("random facts meet every judgement of the table, and no other")
    func complete() throws {
        var seen: Set<String> = []
        var displays: Set<String> = []
        for seed in UInt64(0)..<300 {
            var random = SeededGenerator(seed: seed)
            let views = MemoryViews(try RandomTeam(&random, factCount: 30).written)
            for conflict in views.conflicts {
                seen.insert("\(conflict.rule.rawValue) \(conflict.status) \(conflict.step.rawValue)")
                expectWellFormed(conflict)
            }
            for view in views.sessions {
                for instant in [view.openedAt, view.idleEnd - 1, view.idleEnd, view.idleEnd + 700_000_000] {
                    let display = SessionDisplay(
                        view, at: Instant(milliseconds: instant), latestFactOfKeepers: random.pick([nil, .max]))
                    displays.insert("\(display.state) \(display.trigger.map { "\($0)" } ?? "")")
                }
            }
        }
        #expect(seen == Self.table, "\(seen.symmetricDifference(Self.table))")
        #expect(displays == [
            "open ", "idle ", "completed explicit", "abandoned explicit", "ended timeout", "ended heuristic",
            "ended forge", "orphaned timeout",
        ])
    }

    private func expectWellFormed(_ conflict: Conflict) {
        let judged = Set(conflict.lines)
        #expect(conflict.lines == judged.sorted() && conflict.losers == Set(conflict.losers).sorted())
        #expect(judged.isSuperset(of: conflict.losers) && conflict.winner.map(judged.contains) ?? true)
        #expect(conflict.winner.map { !conflict.losers.contains($0) } ?? conflict.losers.isEmpty)
        #expect(conflict.id == ConflictID(rule: conflict.rule, lines: conflict.lines.reversed()))
    }
}
