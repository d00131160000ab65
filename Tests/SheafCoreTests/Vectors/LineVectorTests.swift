import TestSupport
import Testing

@testable import SheafCore

/// Protocol/vectors/lines and joins: L0, line hashes, signatures, the join of shards.
@Suite("Vectors of lines and joins")
struct LineVectorTests {
    private struct Valid: Decodable {
        let name, path, base64, shardBase64: String
        let lines: [Parts]

        struct Parts: Decodable {
            let record, replica, hash, jsonBase64, signatureBase64: String
            let n: Int64
            let verifies: Bool
        }
    }

    private struct Invalid: Decodable {
        let name, path, base64, shardBase64: String
        let failures: [String]
    }

    private struct Entry: Decodable {
        let path, mode, about, failure: String
    }

    private struct Join: Decodable {
        let name, path, shardBase64: String
        let inputsBase64: [String]
    }

    @Test("every valid blob passes, normalised, and each of its lines is what the vector says")
    func valid() throws {
        for vector in try VectorFile.list("lines/valid", of: Valid.self) {
            let path = try #require(ShardPath(vector.path), "\(vector.name)")
            var shard = Shard()
            let joined = shard.join(try VectorFile.bytes(vector.base64), at: path)
            #expect(joined.failures.isEmpty, "\(vector.name): \(joined.failures)")
            #expect(shard.bytes == (try VectorFile.bytes(vector.shardBase64)), "\(vector.name)")
            #expect(joined.new.count == vector.lines.count)
            for (line, parts) in zip(joined.new, vector.lines) {
                #expect(line.record.hex == parts.record && line.replica.hex == parts.replica, "\(vector.name)")
                #expect(line.number == parts.n && line.hash.hex == parts.hash, "\(vector.name)")
                #expect(Array(line.body) == (try VectorFile.bytes(parts.jsonBase64)), "\(vector.name)")
                #expect(line.isSignatureValid() == parts.verifies, "\(vector.name)")
                #expect(try spelt(parts) == line.bytes, "\(vector.name)")
            }
        }
    }

    /// The other direction: the line that the parts make.
    private func spelt(_ parts: Valid.Parts) throws -> [UInt8] {
        let signature = Base64URL.encode(try VectorFile.bytes(parts.signatureBase64))
        return Array("\(parts.record) \(parts.replica) \(parts.n) ".utf8) + (try VectorFile.bytes(parts.jsonBase64))
            + [.space] + signature
    }

    @Test("every invalid piece fails with its name, and the rest of its blob is left")
    func invalid() throws {
        for vector in try VectorFile.list("lines/invalid", of: Invalid.self) {
            let blob = try VectorFile.bytes(vector.base64)
            guard vector.path != "format" else {
                #expect(try failuresOfFormat(blob) == vector.failures, "\(vector.name)")
                continue
            }
            let path = try #require(ShardPath(vector.path), "\(vector.name)")
            var shard = Shard()
            let failures = shard.join(blob, at: path).failures.map(\.failure.rawValue)
            #expect(failures.sorted() == vector.failures, "\(vector.name)")
            #expect(shard.bytes == (try VectorFile.bytes(vector.shardBase64)), "\(vector.name)")
        }
    }

    private func failuresOfFormat(_ blob: [UInt8]) throws -> [String] {
        var objects = MemoryObjects()
        let tree = objects.write(["format": .init(bytes: blob)])
        var join = TreeJoin(objects)
        let joined = try join.join(local: nil, remote: tree)
        #expect(try joined.map { try join.objects.leaves(of: $0)["format"]?.bytes } == StateFormat.bytes)
        return join.result.rejected.map(\.failure.rawValue)
    }

    @Test("every tree entry is read, entered or refused as its vector says")
    func entries() throws {
        for vector in try VectorFile.list("lines/entries", of: Entry.self) {
            let mode = try #require(UInt32(vector.mode, radix: 8))
            let verdict = verdict(vector.path, TreeEntry.Mode(rawValue: mode))
            #expect(verdict == vector.failure, "\(vector.path) \(vector.about)")
        }
    }

    /// Walks down like a join does; what lies below a refused folder is not looked at.
    private func verdict(_ path: String, _ mode: TreeEntry.Mode) -> String {
        let components = path.split(separator: "/", omittingEmptySubsequences: false).map { Array($0.utf8) }
        guard let id = ObjectID(bytes: [UInt8](repeating: 0, count: 20)) else { return "BUG" }
        var level = TreeLevel.root
        for (depth, name) in components.enumerated() {
            let isLast = depth == components.count - 1
            do throws(StructuralFailure) {
                let entry = try level.read(TreeEntry(name: name, mode: isLast ? mode : .tree, id: id))
                if isLast { return "" }
                guard case .subtree(let inside) = entry else { return StructuralFailure.badPath.rawValue }
                level = inside
            } catch {
                // A folder where only a blob may be is refused for its mode; what it holds has no valid path.
                return isLast ? error.rawValue : StructuralFailure.badPath.rawValue
            }
        }
        return "BUG"
    }

    @Test("joins come out in any order and multiplicity of their inputs", arguments: try VectorFile.names(in: "joins"))
    func joins(name: String) throws {
        let vector: Join = try VectorFile.read("joins/\(name)")
        let path = try #require(ShardPath(vector.path))
        let inputs = try vector.inputsBase64.map(VectorFile.bytes)
        let expected = try VectorFile.bytes(vector.shardBase64)
        var random = SeededGenerator(seed: 1)
        for round in 0..<20 {
            let chosen = (inputs + random.some(inputs, percent: round == 0 ? 0 : 50)).shuffled(using: &random)
            var shard = Shard()
            for blob in chosen { _ = shard.join(blob, at: path) }
            #expect(shard.bytes == expected)
            var normalised = Shard(trusted: expected)
            normalised.formUnion(shard)
            #expect(normalised.bytes == expected)
        }
    }
}
