import Crypto
import TestSupport
import Testing

@testable import SheafCore

@Suite("Record ids")
struct RecordIDTests {
    @Test("an id is a UUID of version 7 with the time it was given", arguments: Seeds.cases(4))
    func uuid(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let time = Instant(milliseconds: Int64.random(in: 946_684_800_000...4_102_444_799_999, using: &random))
            let entropy = random.bytes(10)
            let id = RecordID(time: time, entropy: entropy)
            #expect(id.time == time)
            #expect(id.bytes[6] == 0x70 | entropy[0] & 0x0f && id.bytes[7] == entropy[1])
            #expect(id.bytes[8] == 0x80 | entropy[2] & 0x3f && id.bytes[9...] == entropy[3...])
            #expect(id.lastDigit == entropy[9] & 0x0f && String(id.hex.suffix(1)) == String(id.lastDigit, radix: 16))
        }
    }

    @Test("a session's id is derived from its author and first member, whatever the order of discovery")
    func derived() throws {
        let commit = try #require(ObjectID("c000000000000000000000000000000000000001"))
        let author = try #require(AuthorSlug("dev-1"))
        let digest = Array(SHA256.hash(data: Array("session\ndev-1\ncommit:\(commit)\n".utf8)))
        let id = RecordID.session(author: author, firstMember: .commit(commit), committedAt: 1_772_442_000)
        #expect(id == RecordID(time: Instant(milliseconds: 1_772_442_000_000), entropy: digest[..<10]))
        let request = RecordID.session(author: author, firstMember: .pullRequest(7), committedAt: 1_772_442_000)
        let digestOfRequest = Array(SHA256.hash(data: Array("session\ndev-1\npr:7\n".utf8)))
        #expect(request == RecordID(time: Instant(milliseconds: 1_772_442_000_000), entropy: digestOfRequest[..<10]))
        #expect(id != request)
    }

    @Test("times outside of 2000 to 2099 are clamped, so that every session has a path", arguments: [
        (Int64.min, Int64(946_684_800_000)), (-1, 946_684_800_000), (946_684_799, 946_684_800_000),
        (4_102_444_800, 4_102_444_799_999), (.max, 4_102_444_799_999),
    ])
    func clamped(committedAt: Int64, milliseconds: Int64) {
        let id = RecordID.session(author: .unknown, firstMember: .pullRequest(1), committedAt: committedAt)
        #expect(id.time.milliseconds == milliseconds)
        #expect(ShardPath(kind: .session, record: id)?.holds(id) == true)
    }

    @Test("a replica's record is the first half of its key")
    func replica() {
        for key in TestKeys.all { #expect(key.replica.hex.hasPrefix(key.replica.record.hex)) }
    }
}
