import TestSupport
import Testing

@testable import SheafCore

@Suite("Instants")
struct InstantTests {
    @Test("instants are written in RFC 3339 with three decimals", arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (1_795_267_464_007, "2026-11-21T13:24:24.007Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
    func description(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).description == text)
    }

    @Test("an instant that four digits of a year cannot name is written as the last or first one", arguments: [
        253_402_300_800_000, JSONValue.integerMax, .max, -62_167_219_200_001, -JSONValue.integerMax, .min,
    ])
    func saturates(milliseconds: Int64) {
        let expected = milliseconds > 0 ? "9999-12-31T23:59:59.999Z" : "0000-01-01T00:00:00.000Z"
        #expect(Instant(milliseconds: milliseconds).description == expected)
    }

    @Test("git's committer times of any size saturate", arguments: [
        (Int64.max, Int64.max), (.min, .min), (Int64.max / 1000 + 1, .max), (Int64.min / 1000 - 1, .min),
        (-1, -1000), (0, 0), (1_795_267_464, 1_795_267_464_000),
    ])
    func seconds(seconds: Int64, milliseconds: Int64) {
        #expect(Instant(seconds: seconds).milliseconds == milliseconds)
        #expect(Instant.pathRange.contains(Instant(seconds: seconds).clampedToPathRange))
    }

    @Test("the range of paths is the years 2000 to 2099")
    func pathRange() {
        #expect(Instant.pathRange.lowerBound.description == "2000-01-01T00:00:00.000Z")
        #expect(Instant.pathRange.upperBound.description == "2099-12-31T23:59:59.999Z")
    }

    @Test("an instant taken apart adds up again", arguments: Seeds.cases(4))
    func civilTime(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let bound: Int64 = random.pick([1_000_000, 4_102_444_800_000, 1 << 53, .max])
            let milliseconds = Int64.random(in: -bound...bound, using: &random)
            let civil = CivilTime(Instant(milliseconds: milliseconds))
            let ofDay = ((civil.hour * 60 + civil.minute) * 60 + civil.second) * 1000 + civil.millisecond
            #expect((0..<24).contains(civil.hour) && (0..<60).contains(civil.minute))
            #expect((0..<60).contains(civil.second) && (0..<1000).contains(civil.millisecond))
            #expect(civil.date.daysSinceEpoch &* 86_400_000 &+ Int64(ofDay) == milliseconds)
        }
    }
}
