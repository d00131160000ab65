import SheafCore
import TestSupport
import Testing

@Suite struct SyncScheduleTests {
    private static func situation(active: Int = 1, quiet: Bool = false) -> SyncSchedule.Situation {
        SyncSchedule.Situation(sync: Policy().sync, activeReplicaCount: active, isQuiet: quiet)
    }

    @Test(arguments: [(1, 60), (4, 60), (8, 120), (39, 585), (40, 600), (1000, 600)])
    func allReplicasTogetherStayBelowTheBudget(active: Int, seconds: UInt64) {
        #expect(Self.situation(active: active).intervalMilliseconds == seconds * 1000)
    }

    @Test func aQuietRepositoryExchangesEveryTenMinutes() {
        #expect(Self.situation(quiet: true).intervalMilliseconds == 600_000)
    }

    @Test func theIntervalIsSpreadByHalfToBothSides() {
        for (random, expected) in [(UInt64(0), UInt64(30_000)), (.max / 2, 60_000), (.max, 90_000)] {
            var schedule = SyncSchedule(now: 0, situation: Self.situation(), random: 0)
            schedule.ended(.inSync, now: 0, situation: Self.situation(), random: random)
            #expect(schedule.due == expected)
        }
    }

    @Test func newsHasAFewTokensAndThenWaitsItsTurn() {
        var schedule = SyncSchedule(now: 0, situation: Self.situation(), random: 0)
        var hurried = 0
        for now in stride(from: UInt64(0), to: 30_000, by: 100) {
            schedule.hurry(now: now, situation: Self.situation(), random: 0)
            guard schedule.due <= now else { continue }
            hurried += 1
            schedule.ended(.inSync, now: now, situation: Self.situation(), random: .max)
        }
        // The first exchange was due anyway.
        #expect(hurried == 4)
        schedule.hurry(now: 61_000, situation: Self.situation(), random: .max)
        #expect(schedule.due == 63_000)
    }

    /// Attempts of one hour, each failing in the same way.
    private static func attempts(_ outcome: SyncSchedule.Outcome, seed: UInt64, hurrying: Bool) -> [UInt64] {
        var generator = SeededGenerator(seed: seed)
        var schedule = SyncSchedule(now: 0, situation: situation(), random: generator.next())
        var attempts: [UInt64] = []
        for now in stride(from: UInt64(0), to: 3_600_000, by: 500) {
            if hurrying { schedule.hurry(now: now, situation: situation(), random: generator.next()) }
            guard schedule.due <= now else { continue }
            attempts.append(now)
            schedule.ended(outcome, now: now, situation: situation(), random: generator.next())
        }
        return attempts
    }

    @Test(arguments: 1...20) func whoIsNotLetInAsksAtMostFourTimesAnHour(seed: UInt64) {
        #expect((1...4).contains(Self.attempts(.refused, seed: seed, hurrying: true).count), "seed \(seed)")
    }

    @Test(arguments: 1...20) func whoIsOfflineBacksOffAndIsBackWithinFiveMinutes(seed: UInt64) {
        let attempts = Self.attempts(.unreachable, seed: seed, hurrying: true)
        let pauses = zip(attempts, attempts.dropFirst()).map { $1 - $0 }
        #expect(pauses.allSatisfy { (1000...300_500).contains($0) }, "seed \(seed)")
        #expect(attempts.count < 80, "seed \(seed)")
    }

    @Test func askingByHandEndsTheBackoff() {
        var schedule = SyncSchedule(now: 0, situation: Self.situation(), random: 0)
        schedule.ended(.refused, now: 0, situation: Self.situation(), random: 0)
        schedule.retry(now: 5)
        #expect(schedule.due == 5)
    }
}
