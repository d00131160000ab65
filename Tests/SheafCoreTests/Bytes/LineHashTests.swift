import TestSupport
import Testing

@testable import SheafCore

@Suite("Line hashes and names")
struct LineHashTests {
    /// The vectors of FIPS 180-2.
    @Test("a line hash is SHA-256", arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func knownDigests(text: String, digest: String) {
        #expect(LineHash(of: Array(text.utf8)).hex == digest)
        #expect(LineHash(of: Array("xx\(text)".utf8)[2...]).hex == digest)
        #expect(LineHash(of: Array(text.utf8).reversed().reversed()).hex == digest)
    }

    @Test("hashes, names, records and replicas read, write and sort like their digits", arguments: Seeds.cases(4))
    func sortLikeDigits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            // Half of the pairs differ in one byte only, wherever it is.
            let left = random.bytes(32)
            var right = random.chance(50) ? left : random.bytes(32)
            right[Int.random(in: right.indices, using: &random)] = random.bytes(1)[0]
            try expectLikeDigits(left, right, LineHash.init(bytes:), { LineHash($0) }, \.hex)
            try expectLikeDigits(left, right, ReplicaID.init(bytes:), { ReplicaID($0) }, \.hex)
            try expectLikeDigits(left, right, ObjectID.init(bytes:), { ObjectID($0) }, \.hex)
            let (shortLeft, shortRight) = (Array(left.prefix(16)), Array(right.prefix(16)))
            try expectLikeDigits(shortLeft, shortRight, RecordID.init(bytes:), { RecordID($0) }, \.hex)
            try expectLikeDigits(shortLeft, shortRight, { LineName(Hex.encode($0)) }, { LineName($0) }, \.hex)
        }
    }

    private func expectLikeDigits<ID: Comparable>(
        _ left: [UInt8], _ right: [UInt8], _ fromBytes: ([UInt8]) -> ID?, _ fromHex: (String) -> ID?,
        _ hex: (ID) -> String
    ) throws {
        let (leftID, rightID) = (try #require(fromBytes(left)), try #require(fromBytes(right)))
        #expect(hex(leftID) == Hex.encode(left))
        #expect(fromHex(Hex.encode(left)) == leftID)
        #expect((leftID == rightID) == (left == right))
        #expect((leftID < rightID) == left.lexicographicallyPrecedes(right))
        #expect((rightID < leftID) == right.lexicographicallyPrecedes(left))
    }

    @Test("a name is the first half of the hash")
    func name() {
        let hash = LineHash(of: Array("abc".utf8))
        #expect(hash.name.hex == String(hash.hex.prefix(32)))
        #expect(hash.bytes == Hex.decode(Array(hash.hex.utf8)))
    }

    @Test("another number of digits, or other digits, is no hash", arguments: [0, 31, 33, 63, 65, 128])
    func refused(count: Int) {
        let digits = String(repeating: "a", count: count)
        #expect(LineHash(digits) == nil && ReplicaID(digits) == nil)
        #expect(LineName(digits) == nil && RecordID(digits) == nil)
        #expect(LineHash(String(repeating: "A", count: 64)) == nil)
        #expect(LineName(String(repeating: "g", count: 32)) == nil)
    }
}
