import SheafCore
import Testing
import TestSupport

@Suite struct SessionPlannerTests {
    private static let start: Int64 = 1_763_731_464
    private let standard = Policy().sessions.periods

    private func planner(
        _ sessions: [StreamSession] = [], periods: SessionPeriods? = nil, named: [StreamSession] = [], cut: Int64? = nil
    ) -> SessionPlanner {
        SessionPlanner(
            author: RandomStream.author, periods: periods ?? standard, sessions: sessions, named: named,
            cut: cut.map { Instant(seconds: $0) })
    }

    private func commit(
        _ number: UInt64, _ seconds: Int64, tests: Bool = false, docs: Bool = false, completes: Bool = false,
        named: RecordID? = nil
    ) -> AutomaticCommit {
        AutomaticCommit(
            id: Sample.id(number), committedAt: Self.start + seconds, touchesTests: tests, touchesDocs: docs,
            completes: completes, namedSession: named)
    }

    private func session(
        opened seconds: Int64, last: Int64, tests: Bool = false, docs: Bool = false, prsEnded: Bool = false,
        isEnded: Bool = false, isTaken: Bool = false, entropy: UInt8 = 0
    ) -> StreamSession {
        let id = RecordID(time: Instant(seconds: Self.start + seconds), entropy: Array(repeating: entropy, count: 10))
        return StreamSession(
            id: id, periods: standard, lastActivity: (Self.start + last) * 1000, hasTests: tests, hasDocs: docs,
            hasOnlyEndedPullRequests: prsEnded, isEnded: isEnded, isTakenByOther: isTaken)
    }

    /// The commits of each session, in the order of opening.
    private func groups(_ plan: [(commit: AutomaticCommit, placement: SessionPlanner.Placement)]) -> [[ObjectID]] {
        var order: [RecordID] = []
        var members: [RecordID: [ObjectID]] = [:]
        for (commit, placement) in plan {
            switch placement {
            case .open(let id):
                order.append(id)
                members[id] = [commit.id]
            case .join(let id, _): members[id, default: []].append(commit.id)
            case .skip: break
            }
        }
        return order.compactMap { members[$0] }
    }

    // MARK: Laws

    @Test(arguments: 0..<100) func planningAgreesWithTheNaiveTelling(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let periods = RandomStream.periods(&random)
        let commits = RandomStream.commits(&random, count: 60)
        var planner = planner(periods: periods)
        let expected = NaiveBatching(commits, periods: periods).sessions.map { $0.map(\.id) }
        #expect(groups(planner.plan(commits)) == expected, "seed \(seed)")
    }

    @Test(arguments: 0..<50) func theOrderOfTheInputDoesNotMatter(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let commits = RandomStream.commits(&random, count: 40)
        let plans = (0..<4).map { _ in
            var planner = planner()
            return planner.plan(commits.shuffled(using: &random)).map(\.placement)
        }
        #expect(Set(plans).count == 1, "seed \(seed)")
    }

    /// Recording live, each commit after the facts of the one before were written and folded, gives what an import gives.
    @Test(arguments: 0..<30) func recordingAgreesWithImporting(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var policy = Policy().sessions
        policy.isHeuristicCompletionOn = Bool.random(using: &random)
        let commits = RandomStream.commits(&random, count: 25).sorted(by: AutomaticCommit.precedes)
        var importer = planner(periods: policy.periods)
        let expected = importer.plan(commits).map(\.placement)
        var recorder = FactWriter(opening: policy.opening(author: RandomStream.author, worktree: nil))
        for (commit, placement) in zip(commits, expected) {
            var planner = planner(try recorder.sessions(), periods: policy.periods)
            #expect(planner.place(commit) == placement, "seed \(seed)")
            try recorder.write(commit, placement)
        }
    }

    /// Without the heuristic, a real history falls apart exactly at its gaps of 30 minutes.
    @Test func aRealHistoryFallsApartAtItsGaps() throws {
        var policy = Policy().sessions
        policy.isHeuristicCompletionOn = false
        let detector = Detector(Policy().detection)
        let entries = try Timeline().entries
        let commits = entries.enumerated().compactMap { number, entry -> AutomaticCommit? in
            let commit = Sample.commit(entry.subject, at: entry.time, number: UInt64(number + 1))
            let detection = detector.detect(commit)
            guard detection.isAutomatic else { return nil }
            return AutomaticCommit(id: commit.id, committedAt: commit.committedAt, completes: detection.completes)
        }
        var planner = planner(periods: policy.periods)
        let sizes = groups(planner.plan(commits)).map(\.count)
        let times = entries.filter(\.isAutomatic).map(\.time).sorted()
        #expect(sizes.count == 1 + zip(times, times.dropFirst()).count { $1 - $0 >= 1800 })
        #expect(sizes == [1, 1, 10, 81, 9, 1, 21, 3, 31, 10, 229, 13, 1, 27, 53])
    }

    // MARK: The window

    @Test(arguments: [
        (false, false, false, 1799, true), (false, false, false, 1800, false), (true, true, false, 899, true),
        (true, true, false, 900, false), (true, false, false, 900, true), (false, true, false, 1799, true),
        (false, false, true, 899, true), (false, false, true, 900, false), (false, false, false, -1, true),
    ])
    func aCommitJoinsBelowTheLimit(tests: Bool, docs: Bool, prsEnded: Bool, gap: Int64, joins: Bool) {
        let known = session(opened: -7200, last: 0, tests: tests, docs: docs, prsEnded: prsEnded)
        var planner = planner([known])
        let commit = commit(1, gap)
        let opened = RecordID.session(author: RandomStream.author, firstMember: .commit(commit.id), committedAt: commit.committedAt)
        #expect(planner.place(commit) == (joins ? .join(known.id, via: .window) : .open(opened)))
    }

    @Test func whatIsOverOrTakenIsNotJoined() {
        for known in [session(opened: 0, last: 0, isEnded: true), session(opened: 0, last: 0, isTaken: true)] {
            var planner = planner([known])
            guard case .open = planner.place(commit(1, 10)) else {
                Issue.record("joined a session that is over")
                continue
            }
        }
    }

    /// The id is derived, so a commit can come back to the session that it opened; not when that is over.
    @Test(arguments: [false, true]) func aFirstMemberComesBackOnlyWhileItsSessionRuns(isEnded: Bool) {
        let commit = commit(1, 0)
        let id = RecordID.session(author: RandomStream.author, firstMember: .commit(commit.id), committedAt: commit.committedAt)
        let known = StreamSession(id: id, periods: standard, lastActivity: id.time.milliseconds, isEnded: isEnded)
        var planner = planner([known])
        #expect(planner.place(commit) == (isEnded ? .skip : .join(id, via: .window)))
    }

    @Test func aLateCommitGoesToTheSessionOfItsTime() {
        let morning = session(opened: 0, last: 600)
        let evening = session(opened: 36_000, last: 36_600)
        var planner = planner([evening, morning])
        #expect(planner.place(commit(1, 700)) == .join(morning.id, via: .window))
        #expect(planner.place(commit(2, 36_100)) == .join(evening.id, via: .window))
        guard case .open = planner.place(commit(3, -1)) else { return #expect(Bool(false), "nothing was open then") }
    }

    /// Two sessions opened in one second: a mark ended the first. What follows goes on in the second, whatever their ids.
    @Test(arguments: 1...20) func aSessionOpenedInTheInstantOfAnEndIsTheLatest(number: UInt64) {
        var planner = planner()
        let plan = planner.plan([
            commit(number, 0, completes: true), commit(number + 100, 0), commit(number + 200, 0), commit(number + 300, 1),
        ])
        #expect(groups(plan).map(\.count) == [1, 3])
    }

    @Test(arguments: [Int64.min, -62_135_596_800, 0, 946_684_799]) func aClockBeforeTheYear2000OpensOneSession(seconds: Int64) {
        var planner = planner()
        let plan = planner.plan((1...5).map { AutomaticCommit(id: Sample.id($0), committedAt: seconds) })
        #expect(groups(plan).map(\.count) == [5])
    }

    @Test(arguments: [4_102_444_800, 253_402_300_800, Int64.max]) func aClockBehindTheYear2099OpensOneSession(seconds: Int64) {
        var planner = planner()
        let plan = planner.plan((1...5).map { AutomaticCommit(id: Sample.id($0), committedAt: seconds) })
        #expect(groups(plan).map(\.count) == [5])
    }

    // MARK: Marks

    @Test func aMarkNamesTheSessionAcrossGapsAndStreams() {
        let old = session(opened: -90_000, last: -86_400)
        let foreign = session(opened: -500, last: -400, entropy: 1)
        var planner = planner([old, session(opened: -60, last: -60, entropy: 2)], named: [foreign])
        #expect(planner.place(commit(1, 0, named: old.id)) == .join(old.id, via: .mark))
        #expect(planner.place(commit(2, 1, named: foreign.id)) == .join(foreign.id, via: .mark))
    }

    @Test func aMarkThatNamesWhatIsOverCountsForNothing() {
        let own = session(opened: -60, last: -60)
        let ended = session(opened: -90, last: -80, isEnded: true, entropy: 1)
        let taken = session(opened: -70, last: -70, isTaken: true, entropy: 2)
        for named in [ended.id, taken.id, RecordID(high: 1, low: 2)] {
            var abroad = planner([own], named: [ended, taken])
            #expect(abroad.place(commit(1, 0, named: named)) == .join(own.id, via: .window))
            var atHome = planner([own, ended, taken])
            #expect(atHome.place(commit(1, 0, named: named)) == .join(own.id, via: .window))
        }
    }

    @Test func aForeignSessionIsJoinedByMarkOnlyAndUntilItsMarkEndsIt() {
        let foreign = session(opened: -60, last: -60)
        var planner = planner(named: [foreign])
        let opened = RecordID.session(author: RandomStream.author, firstMember: .commit(Sample.id(1)), committedAt: Self.start)
        #expect(planner.place(commit(1, 0)) == .open(opened))
        #expect(planner.place(commit(2, 1, completes: true, named: foreign.id)) == .join(foreign.id, via: .mark))
        #expect(planner.place(commit(3, 2, named: foreign.id)) == .join(opened, via: .window))
    }

    // MARK: Cut history

    @Test(arguments: [
        ([60, 1000, 2000], 0), ([60, 1860], 1), ([1800], 1), ([1799], 0), ([-50, 1700, 3500], 1), ([60, 1859, 3659, 3700], 2),
        ([-5000, -100, 10], 0), ([], 0),
    ] as [([Int64], Int)])
    func nothingOpensBeforeTheFirstGapAfterTheCut(seconds: [Int64], placed: Int) {
        var planner = planner(cut: Self.start)
        let plan = planner.plan(seconds.enumerated().map { commit(UInt64($0.offset + 1), $0.element) })
        #expect(plan.count { $0.placement != .skip } == placed)
        #expect(plan.prefix(seconds.count - placed).allSatisfy { $0.placement == .skip })
    }

    @Test func whatIsKnownAfterTheCutIsAsGoodAsAGap() {
        let known = session(opened: -3600, last: 100, tests: true, docs: true)
        var planner = planner([known], cut: Self.start)
        #expect(planner.place(commit(1, 200)) == .join(known.id, via: .window))
        // 15 minutes after tests and docs, but less than 30 from anything.
        guard case .open = planner.place(commit(2, 1200)) else { return #expect(Bool(false), "the session is known to be over") }
    }

    /// An import that was interrupted goes on as if it had not been: members are skipped, their sessions known.
    @Test(arguments: 0..<40) func anInterruptedImportGoesOn(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let commits = RandomStream.commits(&random, count: 30).sorted(by: AutomaticCommit.precedes)
        let cut = try #require(commits.first).committedAt - [0, 60, 4000].randomElement(using: &random)!
        var whole = planner(cut: cut)
        let expected = whole.plan(commits).map(\.placement)
        let done = Int.random(in: 0...commits.count, using: &random)
        var writer = FactWriter(opening: Policy().sessions.opening(author: RandomStream.author, worktree: nil))
        for (commit, placement) in zip(commits, expected).prefix(done) { try writer.write(commit, placement) }
        var rest = planner(try writer.sessions(), cut: cut)
        let left = zip(commits, expected).enumerated().filter { $0.offset >= done || $0.element.1 == .skip }.map(\.element)
        #expect(left.map { rest.place($0.0) } == left.map { $0.1 }, "seed \(seed)")
    }

    // MARK: Facts

    @Test func thePolicysPeriodsLieWithinTheFoldsBounds() throws {
        for (timeout, warning, orphan) in [(5, 1, 30), (120, 60, 10_080), (30, 15, 120)] {
            var sessions = Policy().sessions
            (sessions.timeoutMinutes, sessions.idleWarningMinutes, sessions.orphanMinutes) = (timeout, warning, orphan)
            let periods = sessions.periods
            #expect(periods.timeoutSeconds == Int64(timeout) * 60)
            #expect(periods.warningSeconds == Int64(warning) * 60)
            #expect(periods.orphanSeconds == Int64(orphan) * 60)
        }
    }
}

/// Writes what was placed as facts, and reads sessions back from their fold.
private struct FactWriter {
    private let key = TestKeys.all[0].replicaKey
    private let opening: FactBody.Opening
    private var lines: [RecordID: [HeldLine]] = [:]
    private var at: Int64 = 1_763_800_000_000

    init(opening: FactBody.Opening) {
        self.opening = opening
    }

    mutating func write(_ commit: AutomaticCommit, _ placement: SessionPlanner.Placement) throws {
        switch placement {
        case .open(let id):
            try append(.opened(opening), to: id)
            try append(.member(commit.membership(via: .window, worktree: nil)), to: id)
        case .join(let id, let via): try append(.member(commit.membership(via: via, worktree: nil)), to: id)
        case .skip: break
        }
    }

    func sessions() throws -> [StreamSession] {
        try lines.map { id, lines in
            guard case .session(let view) = RecordFold(RecordKey(.session, id), lines: lines).content else {
                throw FoldFailure.noView
            }
            return StreamSession(view, for: key.replica)
        }
    }

    private mutating func append(_ body: FactBody, to record: RecordID) throws {
        at += 1
        let held = lines[record] ?? []
        let after = held.last.map { [$0.line.hash.name] } ?? []
        let object = Fact.object(body, time: HybridTime(at: at, counter: 0), after: after, isHuman: false)
        let line = try key.line(record: record, number: Int64(held.count + 1), body: object)
        lines[record] = held + [HeldLine(line, isSigned: true)]
    }

    private enum FoldFailure: Error { case noView }
}
