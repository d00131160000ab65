import TestSupport
import Testing

@testable import SheafCore

/// Every version joins every other one's blobs to the same bytes: the corpus of format 1 with its recorded git object ids,
/// and what the next version might write between them.
@Suite("Versions side by side")
struct VersionMatrixTests {
    private struct Entry: Decodable {
        let sha1: String
        let text: String
    }

    private struct Tree: Decodable { let sha1: String }

    private struct Expected: Decodable { let tree: Tree }

    /// What a later version may push, and the join of it with the corpus.
    private struct Tomorrow: Decodable {
        struct Joined: Decodable { let tree: Tree }
        let files: [String: Entry]
        let joined: Joined
    }

    private struct Meaning: Decodable { let joined: StateVector }

    private let corpus: [String: Entry]
    private let treeID: String
    private let tomorrow: Tomorrow

    init() throws {
        corpus = try VectorFile.read("exemplar/files")
        treeID = try VectorFile.read("exemplar/expected", as: Expected.self).tree.sha1
        tomorrow = try VectorFile.read("exemplar/tomorrow")
    }

    private static func leaves(_ files: [String: Entry]) -> [String: MemoryObjects.Leaf] {
        files.mapValues { .init(bytes: Array($0.text.utf8)) }
    }

    @Test("the corpus of format 1 keeps its bytes and its tree id through any split and any order of joins", arguments: Seeds.cases(12))
    func corpusIsKept(seed: UInt64) throws {
        var (random, objects) = (SeededGenerator(seed: seed), MemoryObjects())
        var parts = [[String: MemoryObjects.Leaf]](repeating: ["format": .init(bytes: StateFormat.bytes)], count: 3)
        for (path, entry) in corpus where path != "format" {
            for line in entry.text.split(separator: "\n") {
                let index = random.pick(Array(parts.indices))
                parts[index][path, default: .init(bytes: [])].bytes += Array(line.utf8) + [.lineFeed]
            }
        }
        var joined: ObjectID?
        for part in (parts + parts).shuffled(using: &random) { joined = try objects.join(joined, objects.write(part)).tree }
        #expect(joined?.hex == treeID)
        for (path, leaf) in try objects.leaves(of: try #require(joined)) { #expect(Array((corpus[path]?.text ?? "").utf8) == leaf.bytes) }
    }

    @Test("what a later version adds is carried byte for byte, in any split and order, and taken away it leaves the corpus", arguments: Seeds.cases(6))
    func tomorrowIsCarried(seed: UInt64) throws {
        var (random, objects) = (SeededGenerator(seed: seed), MemoryObjects())
        let today = objects.write(Self.leaves(corpus))
        #expect(today.hex == treeID)
        let later = objects.write(Self.leaves(tomorrow.files))
        var joined: ObjectID?
        for part in [today, later, today, later].shuffled(using: &random) { joined = try objects.join(joined, part).tree }
        #expect(joined?.hex == tomorrow.joined.tree.sha1, "seed \(seed)")
        var leaves = try objects.leaves(of: try #require(joined))
        for (path, entry) in tomorrow.files where path != "format" {
            let added = Set(entry.text.split(separator: "\n").map { Array($0.utf8) })
            let left = try #require(leaves[path]).bytes.split(separator: .lineFeed).map(Array.init).filter { !added.contains($0) }
            leaves[path] = left.isEmpty ? nil : .init(bytes: left.flatMap { $0 + [.lineFeed] })
        }
        #expect(objects.write(leaves) == today)
    }

    @Test("what this version knows of a later one's state means what the reference says, and its facts keep their causality")
    func tomorrowIsRead() throws {
        let vector = try VectorFile.read("exemplar/tomorrow", as: Meaning.self).joined
        #expect(try FoldedState(shards: vector.shards).difference(from: vector) == nil)
    }
}
