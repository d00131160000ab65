import Testing

@testable import SheafCore

@Suite("The book of claims")
struct ClaimBookTests {
    private typealias Fixture = ClaimFixture
    private let rival = Fixture.claim(1, by: Fixture.ben, fence: 4)

    @Test("the first fence of a subject is 1, and the next is one more than the greatest of all, released or over")
    func fences() {
        let book = ClaimBook()
        #expect(book.weigh([], unread: nil, by: Fixture.ada, monotonic: 0) == .free(fence: 1))
        let old = [
            Fixture.claim(1, by: Fixture.ben, fence: 3, isReleased: true), Fixture.claim(2, by: Fixture.cleo, fence: 9, isReleased: true),
        ]
        #expect(book.weigh(old, unread: nil, by: Fixture.ada, monotonic: 0) == .free(fence: 10))
    }

    @Test("a rival is live until its line was held for one lease, to the millisecond, whatever the clock began at")
    func lease() {
        for start in [0, 7, 1 << 40] as [UInt64] {
            var book = ClaimBook()
            book.hold([rival], monotonic: start)
            for (later, left) in [(0, 60_000), (1, 59_999), (59_999, 1)] as [(UInt64, UInt64)] {
                #expect(book.weigh([rival], unread: nil, by: Fixture.ada, monotonic: start + later) == .rival(rival, milliseconds: left))
            }
            #expect(book.weigh([rival], unread: nil, by: Fixture.ada, monotonic: start + 60_000) == .free(fence: 5))
        }
    }

    @Test("holding a line again does not begin its lease anew, and a line that was never held begins now")
    func holdingAgain() {
        var book = ClaimBook()
        book.hold([rival], monotonic: 100)
        book.hold(lines: [rival.line], monotonic: 50_000)
        #expect(book.weigh([rival], unread: nil, by: Fixture.ada, monotonic: 60_100) == .free(fence: 5))
        let unseen = Fixture.claim(2, by: Fixture.ben, fence: 4)
        #expect(book.weigh([unseen], unread: nil, by: Fixture.ada, monotonic: 60_100) == .rival(unseen, milliseconds: 60_000))
    }

    @Test("a restart starts over")
    func restart() {
        var book = ClaimBook()
        book.hold([rival], monotonic: 0)
        #expect(book.weigh([rival], unread: nil, by: Fixture.ada, monotonic: 70_000) == .free(fence: 5))
        #expect(ClaimBook().weigh([rival], unread: nil, by: Fixture.ada, monotonic: 70_000) == .rival(rival, milliseconds: 60_000))
    }

    @Test("no rivals are: a released claim, one's own, and one that a greater fence has ended")
    func noRivals() {
        let book = ClaimBook()
        let cases = [
            [Fixture.claim(1, by: Fixture.ben, fence: 4, isReleased: true)],
            [Fixture.claim(1, by: Fixture.ada, fence: 4)],
            [rival, Fixture.claim(2, by: Fixture.cleo, fence: 5, isReleased: true)],
            [rival, Fixture.claim(2, by: Fixture.ada, fence: 5)],
        ]
        for claims in cases {
            let fence = (claims.map(\.claim.fence).max() ?? 0) + 1
            #expect(book.weigh(claims, unread: nil, by: Fixture.ada, monotonic: 0) == .free(fence: fence))
        }
    }

    @Test("of rivals with equal fences the one that lives longest is named, whatever their order")
    func equalFences() {
        let other = Fixture.claim(2, by: Fixture.cleo, fence: 4, leaseSeconds: 90)
        for claims in [[rival, other], [other, rival]] {
            #expect(ClaimBook().weigh(claims, unread: nil, by: Fixture.ada, monotonic: 5) == .rival(other, milliseconds: 90_000))
            // For its own claim of that fence a replica is no rival, for the other's it is.
            #expect(ClaimBook().weigh(claims, unread: nil, by: Fixture.cleo, monotonic: 5) == .rival(rival, milliseconds: 60_000))
        }
    }

    @Test("after a claim has vanished nothing is claimed for its lease, and the longest silence counts")
    func silence() {
        var book = ClaimBook()
        book.noticeVanished(leaseSeconds: 60, monotonic: 1000)
        book.noticeVanished(leaseSeconds: 10, monotonic: 2000)
        #expect(book.isSilent(monotonic: 60_999))
        #expect(book.weigh([], unread: nil, by: Fixture.ada, monotonic: 60_999) == .silent(milliseconds: 1))
        #expect(!book.isSilent(monotonic: 61_000))
        #expect(book.weigh([], unread: nil, by: Fixture.ada, monotonic: 61_000) == .free(fence: 1))
    }
}
