import Foundation
import SheafCore
import TestSupport
import Testing

/// A remote that a later version of Sheaf also pushes to (Protocol/vectors/exemplar/tomorrow.json).
@Suite struct LaterVersionTests {
    private struct Entry: Decodable { let text: String }

    private struct Tomorrow: Decodable {
        struct Joined: Decodable { let shards: [String: [String]] }
        let joined: Joined
    }

    @Test func itsStateIsTakenInAndGivenBackByteForByte() async throws {
        let vector = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Protocol/vectors/exemplar/tomorrow.json").standardizedFileURL
        let shards = try JSONDecoder().decode(Tomorrow.self, from: Data(contentsOf: vector)).joined.shards
        let fleet = try Fleet(2, seed: 760)
        var generator = SeededGenerator(seed: 760)
        try fleet.push(shards)
        for member in fleet.members {
            try await member.sync()
            try member.open().writeSomething(using: &generator)
        }
        try await fleet.settle()
        for round in ["grown", "deleted"] {
            for (path, lines) in shards {
                let blob = try FixtureGit.run(["cat-file", "blob", "refs/sheaf/state:\(path)"], in: fleet.remotePath)
                #expect(Set(blob.split(separator: "\n").map(String.init)).isSuperset(of: lines), "\(round): \(path)")
            }
            _ = try FixtureGit.run(["update-ref", "-d", "refs/sheaf/state"], in: fleet.remotePath)
            try await fleet.settle()
        }
        for member in fleet.members { #expect(try member.open().store.verify(checkingSignatures: true) == []) }
        #expect(try fleet.members[0].dump() == fleet.members[1].dump())
    }
}

extension Fleet {
    /// A state of these lines, by path, as somebody's first push.
    fileprivate func push(_ shards: [String: [String]]) throws {
        let index = FixtureGit.environment().merging(["GIT_INDEX_FILE": "\(directory.path)/index"]) { $1 }
        let git = { (arguments: [String], input: String) in
            try FixtureGit.run(arguments, in: remotePath, input: input, environment: index)
        }
        var entries = ""
        for (path, text) in shards.mapValues({ $0.map { $0 + "\n" }.joined() }).merging(["format": "sheaf 1\n"], uniquingKeysWith: { $1 }) {
            entries += "100644 \(try git(["hash-object", "-w", "--stdin"], text))\t\(path)\n"
        }
        _ = try git(["update-index", "--add", "--index-info"], entries)
        let commit = try git(["commit-tree", try git(["write-tree"], ""), "-m", "State of Sheaf"], "")
        _ = try git(["update-ref", "refs/sheaf/state", commit], "")
    }
}
