import SheafCore
import Testing

@Suite struct SilenceWatchTests {
    private let ids: [RecordID]
    private let minute: Int64 = 60_000

    init() throws {
        ids = try (1...3).map { try #require(RecordID("019ab00000007000800000000000000\($0)")) }
    }

    private func sightings(_ states: [SessionDisplay.State]) -> [SilenceWatch.Sighting] {
        zip(ids, states).map { SilenceWatch.Sighting(id: $0, state: $1, trigger: $1 == .ended ? .timeout : nil) }
    }

    /// A look after so many minutes by each clock.
    private func look(
        _ watch: inout SilenceWatch, _ states: [SessionDisplay.State], wall: Int64, awake: Int64
    ) -> [SilenceWatch.News] {
        watch.look(
            sightings(states), now: Instant(milliseconds: 1_800_000_000_000 + wall * minute), monotonic: UInt64(awake * minute))
    }

    @Test func eachTurnIsToldOnce() {
        var watch = SilenceWatch()
        #expect(look(&watch, [.open, .idle, .ended], wall: 0, awake: 0) == [])
        #expect(watch.watched == Array(ids[..<2]))
        #expect(look(&watch, [.idle, .idle], wall: 15, awake: 15) == [.idle(ids[0])])
        #expect(look(&watch, [.idle, .ended], wall: 20, awake: 20) == [.ended(ids[1], .timeout)])
        #expect(look(&watch, [.open, .ended], wall: 21, awake: 21) == [])
        #expect(look(&watch, [.completed], wall: 22, awake: 22) == [])
        #expect(watch.watched == [])
    }

    @Test func afterASleepThereIsOneSummary() {
        var watch = SilenceWatch()
        _ = look(&watch, [.open, .open, .idle], wall: 0, awake: 0)
        #expect(look(&watch, [.ended, .idle, .ended], wall: 480, awake: 1) == [.missed(idleCount: 1, endedCount: 2)])
        #expect(look(&watch, [.ended, .ended, .ended], wall: 481, awake: 2) == [.ended(ids[1], .timeout)])
    }

    @Test(arguments: [-60, 60, 525_600]) func aClockThatWasSetIsASleepToo(minutes: Int64) {
        var watch = SilenceWatch()
        _ = look(&watch, [.open], wall: 0, awake: 0)
        #expect(look(&watch, [.ended], wall: minutes, awake: 1) == [.missed(idleCount: 0, endedCount: 1)])
    }
}
