import TestSupport
import Testing

@testable import SheafCore

/// Protocol/vectors/folds, shared, records and exemplar.
@Suite("Vectors of the fold")
struct FoldVectorTests {
    /// One session record.
    private struct Fold: Decodable {
        let path: String
        let lines: [String]
        let elsewhere: [Elsewhere]
        let view: JSONValue?
        let conflicts: [JSONValue]
        let display: [Display]

        struct Elsewhere: Decodable {
            let replica: String
            let at: Int64
        }

        struct Display: Decodable {
            let at: Int64
            let state: String
            let trigger: String?
            let endedAt: Int64?
        }
    }

    private struct File: Decodable {
        let mode, sha1, sha256, text: String
    }

    private struct Tree: Decodable {
        let tree: [String: String]
    }

    @Test("one session: view, conflicts and display", arguments: try VectorFile.names(in: "folds"))
    func folds(name: String) throws {
        let fold: Fold = try VectorFile.read("folds/\(name)")
        let record = String(try #require(fold.lines.first).prefix(32))
        let vector = StateVector(
            shards: [fold.path: fold.lines], views: fold.view.map { [$0] } ?? [], cards: [], claims: [],
            conflicts: fold.conflicts,
            display: fold.display.map {
                .init(record: record, at: $0.at, state: $0.state, trigger: $0.trigger, endedAt: $0.endedAt)
            })
        let elsewhere = try fold.elsewhere.map { (try #require(ReplicaID($0.replica)), $0.at) }
        try expect(vector, elsewhere: elsewhere)
    }

    @Test("several sessions that share commits", arguments: try VectorFile.names(in: "shared"))
    func shared(name: String) throws { try expect(try VectorFile.read("shared/\(name)")) }

    @Test("claims, cards and records of unknown kinds", arguments: try VectorFile.names(in: "records"))
    func records(name: String) throws { try expect(try VectorFile.read("records/\(name)")) }

    /// The verdict at once, and of the lines in other orders and batches.
    private func expect(_ vector: StateVector, elsewhere: [(ReplicaID, Int64)] = []) throws {
        let state = try FoldedState(shards: vector.shards, elsewhere: elsewhere)
        #expect(state.difference(from: vector) == nil)
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5 {
            var views = MemoryViews()
            for batch in random.pieces(of: state.lines.shuffled(using: &random), countMax: 5) { views.insert(batch) }
            #expect(views.canonicalBytes == state.views.canonicalBytes)
        }
    }

    @Test("the exemplar: the tree's name in both object formats, and what it means", arguments: ["sha1", "sha256"])
    func exemplar(format: String) throws {
        let files: [String: File] = try VectorFile.read("exemplar/files")
        var objects = MemoryObjects(isSHA256: format == "sha256")
        let leaves = try files.mapValues { file in
            let mode = try #require(UInt32(file.mode, radix: 8))
            return MemoryObjects.Leaf(mode: .init(rawValue: mode), bytes: Array(file.text.utf8))
        }
        let tree = objects.write(leaves)
        #expect(tree.hex == (try VectorFile.read("exemplar/expected", as: Tree.self).tree[format]))
        for file in files.values {
            #expect(objects.writeBlob(Array(file.text.utf8)).hex == (format == "sha1" ? file.sha1 : file.sha256))
        }

        var join = TreeJoin(objects)
        #expect(try join.join(local: nil, remote: tree) == tree)
        #expect(join.result.rejected.isEmpty)
        let shards = join.result.new.reduce(into: [String: [String]]()) { shards, arrived in
            shards[arrived.path.description, default: []].append(String(decoding: arrived.line.bytes, as: UTF8.self))
        }
        var insert = TreeInsert(join.objects)
        #expect(try insert.insert(join.result.new.shuffled(), into: nil) == tree)
        try expectExemplar(shards)
    }

    private func expectExemplar(_ shards: [String: [String]]) throws {
        struct Expected: Decodable {
            let views, cards, claims, conflicts: [JSONValue]
            let display: [StateVector.Display]
        }
        let expected: Expected = try VectorFile.read("exemplar/expected")
        let vector = StateVector(
            shards: shards, views: expected.views, cards: expected.cards, claims: expected.claims,
            conflicts: expected.conflicts, display: expected.display)
        try expect(vector)
    }
}
