import TestSupport
import Testing

@testable import SheafCore

@Suite("Paths of shards")
struct ShardPathTests {
    @Test("each kind has its form, unknown kinds have any", arguments: [
        "replicas/0", "replicas/f", "sessions/2026-11/21/a", "sessions/2000-01/01/0", "sessions/2099-12/31/9",
        "sessions/2024-02/29/1", "work/2026-11/a", "claims/2026-11/a", "zoo/a", "zoo/2026-11/a", "zoo/2026-11/30/a",
        "a/0", "abcdefghijklmnop/0",
    ])
    func valid(text: String) throws {
        let path = try #require(ShardPath(text))
        #expect(path.description == text)
        #expect(path.kind.name == text.prefix { $0 != "/" })
        #expect(String(path.digit, radix: 16) == text.suffix(1))
        #expect(path.depth.rawValue == text.filter { $0 == "/" }.count - 1)
    }

    @Test("everything else is no path of a shard", arguments: [
        "", "/", "format", "format/a", "format/2026-11/a", "a", "/a", "a/", "replicas/", "replicas/g", "replicas/A",
        "replicas/aa", "replicas/2026-11/a", "replicas/2026-11/21/a", "sessions/a", "sessions/2026-11/a",
        "sessions/2026-11/21/a/b", "sessions/2026-11/21/", "sessions/2026-11//a", "sessions//21/a", "zoo//a",
        "zoo/2026-11//a", "zoo//11/a", "sessions/2026-02/29/a", "sessions/2026-00/01/a", "sessions/2026-13/01/a",
        "sessions/2026-11/00/a", "sessions/2026-11/31/a", "sessions/1999-12/31/a", "sessions/2100-01/01/a",
        "sessions/2026-1/21/a", "sessions/2026-11/1/a", "sessions/02026-11/21/a", "sessions/+026-11/21/a",
        "sessions/2026-+1/21/a", "sessions/2026-11/+1/a", "sessions/2026_11/21/a", "sessions/2026-11/21 /a",
        "sessions/２０２６-11/21/a", "work/2026-11/21/a", "work/a", "claims/a", "Zoo/a", "zo0/a",
        "abcdefghijklmnopq/0",
        "zoo/a\n", " zoo/a", "zoo/../a", "zoo/a/a", "é/a", "zoo\u{0}/a",
    ])
    func invalid(text: String) {
        #expect(ShardPath(text) == nil)
    }

    @Test("a record's path is a function of its id, and holds it", arguments: Seeds.cases(4))
    func holdsItsRecords(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let range = Instant.pathRange
        for _ in 0..<300 {
            let time = Int64.random(in: range.lowerBound.milliseconds...range.upperBound.milliseconds, using: &random)
            let record = RecordID(time: Instant(milliseconds: time), entropy: random.bytes(10))
            for kind in [RecordKind.replica, .session, .work, .claim] {
                let path = try #require(ShardPath(kind: kind, record: record))
                #expect(ShardPath(path.description) == path && path.holds(record))
                var foreign = record.bytes
                foreign[15] ^= 1
                #expect(!path.holds(try #require(RecordID(bytes: foreign))))
                let later = Instant(milliseconds: time).advanced(bySeconds: 31 * 86_400).clampedToPathRange
                let isLater = later.milliseconds - time > 30 * 86_400_000
                let other = RecordID(time: later, entropy: record.bytes[6...])
                if isLater { #expect(path.holds(other) == (kind == .replica)) }
            }
        }
    }

    @Test("the first and last millisecond of a day and a month are inside, their neighbours are not")
    func edges() throws {
        let (day, month) = (try #require(ShardPath("zoo/2026-11/30/a")), try #require(ShardPath("zoo/2026-11/a")))
        let monthStart = try #require(CivilDate(year: 2026, month: 11, day: 1)).daysSinceEpoch * 86_400_000
        let dayStart = monthStart + 29 * 86_400_000
        func record(_ milliseconds: Int64) -> RecordID { RecordID(high: UInt64(milliseconds) << 16, low: 0xa) }
        #expect(day.holds(record(dayStart)) && !day.holds(record(dayStart - 1)))
        #expect(day.holds(record(dayStart + 86_399_999)) && !day.holds(record(dayStart + 86_400_000)))
        #expect(month.holds(record(monthStart)) && !month.holds(record(monthStart - 1)))
        #expect(month.holds(record(dayStart + 86_399_999)) && !month.holds(record(dayStart + 86_400_000)))
    }

    @Test("ids whose time no path can name have no dated path", arguments: [
        UInt64(0), 946_684_799_999, 4_102_444_800_000, 0xffff_ffff_ffff,
    ])
    func outsideOfThePathRange(milliseconds: UInt64) {
        let record = RecordID(high: milliseconds << 16, low: 0)
        #expect(ShardPath(kind: .session, record: record) == nil && ShardPath(kind: .claim, record: record) == nil)
        #expect(ShardPath(kind: .replica, record: record)?.description == "replicas/0")
    }

    @Test("a kind that this version does not know has no path of its own")
    func unknownKind() throws {
        let record = RecordID(high: 0, low: 0)
        #expect(ShardPath(kind: try #require(RecordKind("zoo")), record: record) == nil)
    }
}
