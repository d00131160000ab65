import TestSupport

@testable import SheafCore

/// A policy, a replica, a remote, and what is decided: the documents of `retention/` and the random ones.
struct RetentionVector: Codable {
    var floorMonth: String?
    let evicted: [String]
    /// Lines without LF, by path.
    let held: [String: [String]]
    /// Line hashes.
    let pending: [String]
    /// Files by path; nil without a ref.
    let remote: [String: String]?
    var kept: [String: [String]] = [:]
    var news: [String] = []
    var push: Push?
    /// Git's name of the tree.
    var deliberate: String?

    struct Push: Codable, Hashable {
        let sha1: String
        let lines: [String: [String]]
    }

    /// The same policy, replica and remote with what this implementation decides.
    func decided() throws -> RetentionVector {
        var objects = MemoryObjects()
        let retention = Retention(
            floor: floorMonth.flatMap { CivilMonth($0) }, evicted: evicted.compactMap { RecordID($0) })
        let lines = try held.flatMap { path, texts in
            let path = try Self.require(ShardPath(path), path)
            return try texts.map { ArrivedLine(path: path, line: try Line(bytes: Array($0.utf8))) }
        }
        let remoteTree = remote.map { objects.write($0.mapValues { .init(bytes: Array($0.utf8)) }) }
        let joined = try objects.join(objects.tree(lines), remoteTree).tree
        let waiting = lines.filter { pending.contains($0.line.hash.hex) }
        var result = self
        let kept = try objects.keep(joined, retention)
        result.kept = try Self.hashes(in: kept, objects)
        var plan = WrittenTree(objects, retention)
        result.news = try kept.map { try plan.news(waiting, in: $0, for: remoteTree).map(\.line.hash.hex).sorted() } ?? []
        let target = try plan.tree(joined: joined, remote: remoteTree, pending: waiting)
        let deliberate = try plan.tree(joined: joined, remote: remoteTree, pending: waiting, isDeliberate: true)
        result.push = try (target == remoteTree ? nil : target).map {
            Push(sha1: $0.hex, lines: try Self.hashes(in: $0, plan.objects))
        }
        result.deliberate = deliberate == remoteTree ? nil : deliberate?.hex
        return result
    }

    /// Line hashes in the order of the lines, by path.
    private static func hashes(in tree: ObjectID?, _ objects: MemoryObjects) throws -> [String: [String]] {
        guard let tree else { return [:] }
        return try objects.leaves(of: tree).reduce(into: [:]) { hashes, leaf in
            guard let path = ShardPath(leaf.key) else { return }
            var shard = Shard()
            _ = shard.join(leaf.value.bytes, at: path)
            if !shard.isEmpty { hashes[leaf.key] = try shard.lines.map { try Line(bytes: $0).hash.hex } }
        }
    }

    private static func require<Value>(_ value: Value?, _ text: String) throws -> Value {
        guard let value else { throw FixtureError("not in its form: \(text)") }
        return value
    }

    /// Where two decisions about the same differ, or nil.
    func difference(from other: RetentionVector) -> String? {
        if kept != other.kept { return "kept: \(kept) instead of \(other.kept)" }
        if news != other.news { return "news: \(news) instead of \(other.news)" }
        if push != other.push { return "push: \(String(describing: push)) instead of \(String(describing: other.push))" }
        if deliberate != other.deliberate { return "deliberate: \(deliberate ?? "nothing") instead of \(other.deliberate ?? "nothing")" }
        return nil
    }
}

extension RetentionVector {
    /// Anything of the pools, here, waiting, there, or spoilt.
    init(_ random: inout SeededGenerator) throws {
        let units = try RetentionPools.units()
        let policy = try RetentionPools.policy(&random)
        let present = random.some(units, percent: 60).flatMap(\.self)
        let local = random.some(units, percent: 60).flatMap(\.self)
        let unpushed = Set(random.some(local, percent: 20))
        var objects = MemoryObjects()
        var files = try objects.tree(present.filter { !unpushed.contains($0) || random.chance(10) })
            .map { try objects.leaves(of: $0).mapValues { String(decoding: $0.bytes, as: UTF8.self) } } ?? [:]
        if random.chance(20) { files["README.md"] = "hello\n" }
        if random.chance(20), let path = files.keys.sorted().first(where: { $0 != "format" }) {
            files[path, default: ""] += random.pick(["no line\n", "\n", String(decoding: random.pick(present).line.bytes, as: UTF8.self)])
        }
        floorMonth = policy.floor?.description
        evicted = policy.evicted.map(\.hex).sorted()
        held = Dictionary(grouping: local, by: \.path.description)
            .mapValues { $0.map { String(decoding: $0.line.bytes, as: UTF8.self) } }
        pending = unpushed.map(\.line.hash.hex).sorted()
        remote = random.chance(10) ? nil : files
    }
}
