import TestSupport
import Testing

@testable import SheafCore

/// An archive is whole or refused.
@Suite("Archives of facts")
struct FactArchiveTests {
    private let archive: FactArchive

    init() throws {
        archive = FactArchive(try RetentionPools.lines().shuffled(), archivedAt: Instant(milliseconds: 1_795_251_600_000))
    }

    @Test("what is written reads back equal, in one order whatever order it came in")
    func roundTrip() throws {
        #expect(try FactArchive(bytes: archive.bytes) == archive)
        #expect(FactArchive(archive.lines.reversed(), archivedAt: archive.archivedAt).bytes == archive.bytes)
        let empty = FactArchive([], archivedAt: archive.archivedAt)
        #expect(try FactArchive(bytes: empty.bytes) == empty)
    }

    @Test("no byte can be changed, and nothing cut off, without being noticed")
    func damage() throws {
        let bytes = FactArchive(archive.lines.prefix(3), archivedAt: archive.archivedAt).bytes
        for position in stride(from: 0, to: bytes.count, by: 7) {
            var damaged = bytes
            damaged[position] ^= 1
            // The time of archiving means nothing, so it may become another one.
            guard let read = try? FactArchive(bytes: damaged) else { continue }
            #expect(read.lines.count == 3 && read.archivedAt != archive.archivedAt, "byte \(position)")
        }
        for count in [0, 5, 16, 200, bytes.count - 1] {
            #expect(throws: ArchiveDefect.self) { try FactArchive(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: ArchiveDefect.self) { try FactArchive(bytes: bytes + [.lineFeed]) }
    }

    @Test("a newer format is named as such, and anything else is no archive")
    func formats() {
        let newer = Array("sheaf archive 2\n{}\n".utf8)
        #expect(throws: ArchiveDefect.newer(format: 2)) { try FactArchive(bytes: newer) }
        for text in ["", "sheaf 1\n", "sheaf archive 0\n", "sheaf archive x\n", "PK\u{3}\u{4}"] {
            #expect(throws: ArchiveDefect.noArchive) { try FactArchive(bytes: Array(text.utf8)) }
        }
    }

    @Test("a line in a wrong place is refused although the checksum fits")
    func places() throws {
        let foreign = ArrivedLine(path: try #require(ShardPath("sessions/2026-11/05/b")), line: archive.lines[0].line)
        #expect(throws: ArchiveDefect.line(3)) {
            try FactArchive(bytes: FactArchive([foreign], archivedAt: archive.archivedAt).bytes)
        }
    }
}
