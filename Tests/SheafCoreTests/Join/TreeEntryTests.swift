import TestSupport
import Testing

@testable import SheafCore

@Suite("Entries of a tree")
struct TreeEntryTests {
    @Test("they are ordered as if the names of folders ended in a slash", arguments: Seeds.cases(10))
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let id = try #require(ObjectID(bytes: random.bytes(20)))
        // Letters around the slash, and few of them, so that names are beginnings of each other.
        let letters = Array("ab-.0\u{1}".utf8)
        let entries = (0..<60).map { _ in
            let name = (0..<Int.random(in: 1...4, using: &random)).map { _ in random.pick(letters) }
            return TreeEntry(name: name, mode: random.pick([.file, .tree]), id: id)
        }
        func key(_ entry: TreeEntry) -> [UInt8] { entry.mode == .tree ? entry.name + [UInt8(ascii: "/")] : entry.name }
        for left in entries {
            for right in entries {
                #expect(TreeEntry.precedes(left, right) == key(left).lexicographicallyPrecedes(key(right)))
            }
        }
    }
}
