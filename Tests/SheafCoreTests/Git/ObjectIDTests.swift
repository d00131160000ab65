import Testing

@testable import SheafCore

@Suite("Names of git objects")
struct ObjectIDTests {
    @Test("SHA-1 and SHA-256 names keep their length", arguments: [20, 32])
    func roundTrip(count: Int) throws {
        let bytes = (0..<UInt8(count)).map { $0 &* 37 }
        let id = try #require(ObjectID(bytes: bytes))
        #expect(id.byteCount == count && id.bytes == bytes)
        #expect(id.hex == Hex.encode(bytes) && ObjectID(id.hex) == id)
    }

    @Test("a short name comes right before the long ones that it begins")
    func order() throws {
        let short = try #require(ObjectID(String(repeating: "a", count: 40)))
        let long = try #require(ObjectID(String(repeating: "a", count: 40) + String(repeating: "0", count: 24)))
        let next = try #require(ObjectID(String(repeating: "a", count: 39) + "b"))
        #expect(short != long)
        #expect([next, long, short].sorted() == [short, long, next])
    }

    @Test("other lengths are refused", arguments: [0, 19, 21, 31, 33])
    func refused(count: Int) {
        #expect(ObjectID(bytes: [UInt8](repeating: 0, count: count)) == nil)
        #expect(ObjectID(String(repeating: "0", count: count * 2)) == nil)
    }
}
