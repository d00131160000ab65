import SheafCore
import TestSupport
import Testing

@Suite struct BackupScheduleTests {
    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400
    /// 2026-11-21T13:00:00Z, a Saturday.
    private static let start = Instant(seconds: 1_795_266_000)

    private func backup(_ secondsAgo: Int64, isVerified: Bool = true) -> BackupSchedule.Backup {
        .init(BackupName(takenAt: Self.start.advanced(bySeconds: -secondsAgo)), isVerified: isVerified)
    }

    @Test func `one is due an hour after the last, and missed hours make one`() {
        #expect(BackupSchedule.isDue([], at: Self.start))
        #expect(!BackupSchedule.isDue([backup(Self.hour - 1)], at: Self.start))
        #expect(BackupSchedule.isDue([backup(Self.hour), backup(2 * Self.hour)], at: Self.start))
        let late = backup(40 * Self.hour)
        #expect(BackupSchedule.isDue([late], at: Self.start))
        #expect(!BackupSchedule.isDue([late, backup(0)], at: Self.start), "one for all of them")
    }

    @Test func `a failed one is tried again after ten minutes`() {
        #expect(!BackupSchedule.isDue([backup(2 * Self.hour), backup(599, isVerified: false)], at: Self.start))
        #expect(BackupSchedule.isDue([backup(2 * Self.hour), backup(600, isVerified: false)], at: Self.start))
    }

    @Test func `a clock that was set back makes one at most`() {
        #expect(!BackupSchedule.isDue([backup(-5)], at: Self.start), "a few seconds are no new hour")
        #expect(BackupSchedule.isDue([backup(-400 * Self.day)], at: Self.start))
        #expect(!BackupSchedule.isDue([backup(-400 * Self.day), backup(0)], at: Self.start))
    }

    @Test func `hourly ones for a year leave 24 hours, 7 days and 4 weeks`() throws {
        let schedule = BackupSchedule(Policy().backup)
        var held: Set<BackupSchedule.Backup> = []
        var now = Self.start
        for _ in 0..<(24 * 366) {
            now = now.advanced(bySeconds: Self.hour)
            #expect(BackupSchedule.isDue(held, at: now))
            held.insert(.init(BackupName(takenAt: now), isVerified: true))
            let gone = Set(schedule.expired(held, at: now))
            held = held.filter { !gone.contains($0.name) }
        }
        // 2027-11-22T13:00:00Z, a Monday: the 24 hours reach into Sunday, whose last one is hourly too.
        let ages = held.map { (now.milliseconds - $0.name.takenAt.milliseconds) / 3_600_000 }.sorted()
        #expect(ages.prefix(24) == ArraySlice((0..<24).map { Int64($0) }))
        #expect(ages.dropFirst(24) == [38, 62, 86, 110, 134, 182, 350])
    }

    @Test func `a clock that is years ahead for an hour costs one place of each class`() {
        let schedule = BackupSchedule(Policy().backup)
        let held = (0..<24).map { backup(Int64($0) * Self.hour) }
        let ahead = BackupSchedule.Backup(BackupName(takenAt: Self.start.advanced(bySeconds: 3000 * Self.day)), isVerified: true)
        let gone = schedule.expired(held + [ahead], at: Self.start.advanced(bySeconds: 3000 * Self.day))
        #expect(gone == [held[23].name])
        #expect(schedule.expired(held + [ahead], at: Self.start).isEmpty, "and none once it is right again")
    }

    @Test func `a clock that is years behind for an hour costs none`() {
        let schedule = BackupSchedule(Policy().backup)
        let held = (0..<24).map { backup(Int64($0) * Self.hour) }
        #expect(schedule.expired(held + [backup(20_000 * Self.day)], at: Instant(seconds: 0)).isEmpty)
    }

    @Test func `unverified ones count for nothing and stay for a week`() {
        let schedule = BackupSchedule(hourly: 1, daily: 1, weekly: 1)
        let verified = backup(9 * Self.day)
        let others = [Self.hour, 2 * Self.hour, 3 * Self.hour].map { backup($0, isVerified: false) }
        #expect(schedule.expired(others + [verified], at: Self.start) == [others[2].name])
        let old = [8, 10].map { backup($0 * Self.day, isVerified: false) }
        #expect(schedule.expired(old + [verified], at: Self.start) == old.map(\.name))
    }

    /// What must hold of every pruning, whatever the clock did before it.
    private func check(
        _ schedule: BackupSchedule, _ held: [BackupSchedule.Backup], _ gone: Set<BackupName>, at now: Instant
    ) -> String? {
        let verified = held.filter(\.isVerified).map(\.name).sorted(by: >)
        let kept = verified.filter { !gone.contains($0) }
        if let newest = verified.first, gone.contains(newest) { return "the newest verified one is gone" }
        if let newest = verified.first(where: { $0.takenAt <= now }), gone.contains(newest) {
            return "the newest verified one up to now is gone"
        }
        let bound = 2 * (schedule.hourly + schedule.daily + schedule.weekly) + BackupSchedule.unverifiedCountMax
        if held.count - gone.count > bound { return "\(held.count - gone.count) are kept" }
        // Each class has as many periods as there are, up to its count.
        for (count, seconds) in [(schedule.hourly, Self.hour), (schedule.daily, Self.day)] {
            func periods(_ names: [BackupName]) -> [Int64] {
                Set(names.filter { $0.takenAt <= now }.map { name in
                    let time = name.takenAt.milliseconds / 1000
                    return time >= 0 ? time / seconds : (time - seconds + 1) / seconds
                }).sorted(by: >)
            }
            let wanted = periods(verified).prefix(count)
            guard Set(wanted).isSubset(of: periods(kept)) else { return "a period of \(seconds) s has lost its backup" }
        }
        return nil
    }

    @Test func `in ten thousand walks with clock jumps and skipped hours the newest verified one and each class stay`() {
        for seed in UInt64(1)...10_000 {
            var generator = SeededGenerator(seed: seed)
            let schedule = BackupSchedule(
                hourly: .random(in: 1...6, using: &generator), daily: .random(in: 1...4, using: &generator),
                weekly: .random(in: 1...3, using: &generator))
            var held: [BackupSchedule.Backup] = []
            var now = Self.start
            for step in 0..<16 {
                switch Int.random(in: 0..<12, using: &generator) {
                case 0: now = now.advanced(bySeconds: .random(in: 0..<(400 * Self.day), using: &generator))
                case 1: now = now.advanced(bySeconds: -.random(in: 0..<(400 * Self.day), using: &generator))
                case 2: now = now.advanced(bySeconds: -.random(in: 0..<30, using: &generator))
                case 3: now = now.advanced(bySeconds: .random(in: 0..<(40 * Self.hour), using: &generator))
                default: now = now.advanced(bySeconds: .random(in: 600..<5400, using: &generator))
                }
                guard BackupSchedule.isDue(held, at: now) else { continue }
                let name = BackupName(takenAt: now)
                guard !held.contains(where: { $0.name == name }) else { continue }
                held.append(.init(name, isVerified: Int.random(in: 0..<10, using: &generator) > 0))
                if BackupSchedule.isDue(held, at: now) {
                    Issue.record("seed \(seed), step \(step): due again at once")
                    return
                }
                let gone = Set(schedule.expired(held, at: now))
                if let problem = check(schedule, held, gone, at: now) {
                    Issue.record("seed \(seed), step \(step): \(problem)")
                    return
                }
                held.removeAll { gone.contains($0.name) }
            }
        }
    }
}
