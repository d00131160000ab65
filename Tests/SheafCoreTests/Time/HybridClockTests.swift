import TestSupport
import Testing

@testable import SheafCore

@Suite("The hybrid clock")
struct HybridClockTests {
    private let now = Instant(milliseconds: 1_795_251_600_000)

    @Test("a clock that runs shows wall time, one that stands still counts")
    func tick() {
        var clock = HybridClock()
        #expect(clock.tick(now: now) == HybridTime(at: now.milliseconds))
        #expect(clock.tick(now: now) == HybridTime(at: now.milliseconds, counter: 1))
        #expect(clock.tick(now: now) == HybridTime(at: now.milliseconds, counter: 2))
        #expect(clock.tick(now: now.advanced(bySeconds: -3600)) == HybridTime(at: now.milliseconds, counter: 3))
        #expect(clock.tick(now: now.advanced(bySeconds: 1)) == HybridTime(at: now.milliseconds + 1000))
    }

    @Test("times only grow, whatever the wall clock does and others claim", arguments: Seeds.cases(10))
    func monotone(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var clock = HybridClock()
        var latest = HybridTime(at: -1)
        for _ in 0..<1000 {
            let wall = Instant(milliseconds: now.milliseconds + Int64.random(in: -5...5, using: &random))
            if random.chance(30) {
                let at = wall.milliseconds + Int64.random(in: -700_000...700_000, using: &random)
                let observed = HybridTime(at: at, counter: random.pick([0, 1, HybridTime.counterMax]))
                let isAccepted = clock.observe(observed, now: wall)
                #expect(isAccepted == (at - wall.milliseconds <= HybridClock.aheadMillisecondsMax))
                if isAccepted { latest = max(latest, observed) }
            }
            let time = clock.tick(now: wall)
            #expect(time > latest && time.at >= wall.milliseconds)
            #expect((0...HybridTime.counterMax).contains(time.counter))
            latest = time
        }
    }

    @Test("a counter that is used up borrows the next millisecond")
    func counterOverflow() {
        var clock = HybridClock(latest: HybridTime(at: now.milliseconds, counter: HybridTime.counterMax))
        #expect(clock.tick(now: now) == HybridTime(at: now.milliseconds + 1))
        #expect(clock.tick(now: now) == HybridTime(at: now.milliseconds + 1, counter: 1))
    }

    @Test("a fact exactly ten minutes ahead moves the clock, one a millisecond further does not")
    func bound() {
        var clock = HybridClock()
        let bound = now.milliseconds + 600_000
        #expect(clock.observe(HybridTime(at: bound + 1), now: now) == false)
        #expect(clock.tick(now: now).at == now.milliseconds)
        #expect(clock.observe(HybridTime(at: bound, counter: 5), now: now) == true)
        #expect(clock.tick(now: now) == HybridTime(at: bound, counter: 6))
    }

    @Test("a wall clock outside of what facts can carry is bounded", arguments: [Int64.min, -1, .max])
    func extremes(milliseconds: Int64) {
        var clock = HybridClock()
        let wall = Instant(milliseconds: milliseconds)
        clock.observe(HybridTime(at: 0), now: wall)
        for _ in 0..<3 { #expect((0...JSONValue.integerMax).contains(clock.tick(now: wall).at)) }
    }
}
