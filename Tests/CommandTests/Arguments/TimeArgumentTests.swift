import SheafCore
import Testing

@testable import sheaf

@Suite struct TimeArgumentTests {
    /// 2026-11-21T13:24:24.000Z
    private let now = Instant(milliseconds: 1_795_267_464_000)

    @Test func readsEveryForm() {
        let cases = [
            "now": "2026-11-21T13:24:24.000Z", "@1795267464": "2026-11-21T13:24:24.000Z", "@0": "1970-01-01T00:00:00.000Z",
            "@1.5": "1970-01-01T00:00:01.500Z", "@-1.5": "1969-12-31T23:59:58.500Z",
            "2026-11-21": "2026-11-21T00:00:00.000Z", "2026-11-21 13:24": "2026-11-21T13:24:00.000Z",
            "2026-11-21T13:24:24Z": "2026-11-21T13:24:24.000Z", "2026-11-21t13:24:24.12345z": "2026-11-21T13:24:24.123Z",
            "2026-11-21T14:24:24.5+01:00": "2026-11-21T13:24:24.500Z", "2026-11-20T23:24-14:00": "2026-11-21T13:24:00.000Z",
            "2024-02-29": "2024-02-29T00:00:00.000Z", "2h": "2026-11-21T11:24:24.000Z", "30 m": "2026-11-21T12:54:24.000Z",
            "3d ago": "2026-11-18T13:24:24.000Z", "2 hours ago": "2026-11-21T11:24:24.000Z", "1w": "2026-11-14T13:24:24.000Z",
            "90s": "2026-11-21T13:22:54.000Z", "+2h": "2026-11-21T15:24:24.000Z",
        ]
        for (text, expected) in cases {
            #expect(TimeArgument(text)?.instant(now: now).description == expected, "\(text)")
        }
    }

    @Test func reachesNoTimeBeyondTheLast() {
        #expect(TimeArgument("+999999999w")?.instant(now: Instant(milliseconds: .max)) == Instant(milliseconds: .max))
        #expect(TimeArgument("999999999w")?.instant(now: Instant(milliseconds: .min)) == Instant(milliseconds: .min))
    }

    @Test func refusesEverythingElse() {
        let refused = [
            "", "yesterday", "2h30", "h", "-2h", "+2h ago", "2026", "2026-13-01", "2026-02-30", "2026-11-21T24:00", "2026-11-21 13",
            "2026-11-21T13:24:61Z", "2026-11-21T13:24:24.Z", "2026-11-21T13:24Z!", "@", "@x", "@1.", "@99999999999999", "9999999999h",
            "@-9223372036854775808", "@9223372036854775807", "@-400000000000",
            "2026-11-21T13:24+1", "２h", "2026-11-21T13:24:24+25:00",
        ]
        for text in refused { #expect(TimeArgument(text) == nil, "\(text)") }
    }

    @Test func speaksOfTimesAsPeopleDo() {
        let plain = Rendering()
        let cases: [(Int64, String)] = [
            (0, "just now"), (12_000, "12 s ago"), (-300_000, "in 5 min"), (65_000, "1 min 5 s ago"),
            (7_800_000, "2 h 10 min ago"), (273_600_000, "3 d 4 h ago"), (2_592_000_000, "30 d ago"),
        ]
        for (milliseconds, expected) in cases {
            let instant = Instant(milliseconds: now.milliseconds - milliseconds)
            #expect(plain.string(RelativeTime.text(instant, from: now)) == expected)
        }
        #expect(plain.string(RelativeTime.both(now, from: now.advanced(bySeconds: 12))) == "2026-11-21 13:24:24 UTC (12 s ago)")
    }
}
