import Foundation
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

    private struct Expected: Decodable {
        struct Tree: Decodable { let sha1: String }
        let tree: Tree
    }

    private let corpus: [String: Entry]
    private let treeID: String

    init() throws {
        corpus = try Self.read("exemplar/files.json")
        treeID = try (Self.read("exemplar/expected.json") as Expected).tree.sha1
    }

    private static func read<Content: Decodable>(_ name: String) throws -> Content {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Protocol/vectors/\(name)")
        return try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
    }

    /// A kind of record, a kind of fact, a depth and fields that no version knows yet.
    private static func tomorrow() throws -> [String: MemoryObjects.Leaf] {
        var random = SeededGenerator(seed: 2)
        let body: JSONObject = ["at": 1_772_442_000_000, "kind": "tomorrow", "of": ["n": 1]]
        return try ["futures/2", "futures/2026-03/2", "futures/2026-03/02/2", "sessions/2026-03/02/2"].reduce(into: [:]) { leaves, text in
            let path = try #require(ShardPath(text))
            let line = try TestKeys.all[3].replicaKey.line(record: .random(at: path, &random), number: 1, body: body)
            leaves[text] = .init(bytes: line.bytes + [.lineFeed])
        }
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

    @Test("what the next version adds is carried, and taken away it leaves the corpus as it was")
    func tomorrowIsCarried() throws {
        var objects = MemoryObjects()
        let today = objects.write(corpus.mapValues { .init(bytes: Array($0.text.utf8)) })
        #expect(today.hex == treeID)
        let added = try Self.tomorrow()
        let tomorrow = objects.write(added.merging(["format": .init(bytes: StateFormat.bytes)]) { $1 })
        let one = try objects.join(today, tomorrow).tree
        let other = try objects.join(tomorrow, today).tree
        #expect(one == other)
        let leaves = try objects.leaves(of: try #require(one))
        for (path, leaf) in added { #expect(leaves[path]?.bytes == leaf.bytes) }
        for (path, entry) in corpus { #expect(leaves[path]?.bytes == Array(entry.text.utf8)) }
    }
}
