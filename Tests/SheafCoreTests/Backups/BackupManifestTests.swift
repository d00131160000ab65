import SheafCore
import TestSupport
import Testing

@Suite struct BackupManifestTests {
    private let manifest = BackupManifest(
        takenAt: Instant(milliseconds: 1_795_266_000_123), verifiedAt: Instant(milliseconds: 1_795_266_000_456),
        repository: "/home/ada/work \"é\"/.git", replica: RandomFacts.key(1, 0).replica, factCount: 41,
        fileHash: Checksum(of: "file".utf8), foldHash: Checksum(of: "fold".utf8), viewsVersion: 65_538, schema: 7,
        source: "1:2 3 4.000000005 -")

    @Test func `a manifest reads back as it was written`() {
        #expect(BackupManifest(bytes: manifest.bytes) == manifest)
        var other = manifest
        other.replica = nil
        #expect(BackupManifest(bytes: other.bytes) == other)
    }

    @Test func `what is cut or of another format is no manifest`() {
        let bytes = manifest.bytes
        for count in bytes.indices { #expect(BackupManifest(bytes: bytes.prefix(count)) == nil) }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(BackupManifest(bytes: Array(text.replacing("\"format\":1", with: "\"format\":2").utf8)) == nil)
        #expect(BackupManifest(bytes: Array(text.replacing("\"facts\":41", with: "\"facts\":\"41\"").utf8)) == nil)
    }

    @Test(arguments: [
        "20261121T132424Z", "20261121T132424Z-2", "20261121T132424Z-1000", "19700101T000000Z", "00000101T000000Z", "99991231T235959Z",
    ]) func `a name reads back as it is spelt`(text: String) throws {
        #expect(try #require(BackupName(text)).description == text)
    }

    @Test(arguments: [
        "", "20261121T132424", "20261121T132424Z-", "20261121T132424Z-1", "20261121T132424Z-0", "20261121T132424Z-02",
        "20261121T132424Z2", "20261121T132424Z--2", "20261121T240000Z", "20260230T000000Z", "2026-11-21T13:24:24Z",
        "20261121 132424Z", "20261121T132424Z-99999999999999999999", "../../20261121Z", "２０261121T132424Z",
    ]) func `what is spelt otherwise is no name`(text: String) {
        #expect(BackupName(text) == nil)
    }

    @Test func `names stand in the order of their times and numbers`() throws {
        let texts = ["20261121T132424Z", "20261121T132424Z-2", "20261121T132424Z-10", "20261121T132425Z"]
        let names = try texts.map { try #require(BackupName($0)) }
        #expect(names.shuffled().sorted() == names)
        #expect(BackupName(takenAt: Instant(milliseconds: .max)).description == "99991231T235959Z")
        #expect(BackupName(takenAt: Instant(milliseconds: .min)).description == "00000101T000000Z")
        #expect(BackupName(takenAt: Instant(milliseconds: -1)).description == "19691231T235959Z")
    }
}
