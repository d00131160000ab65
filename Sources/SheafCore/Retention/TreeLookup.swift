/// Looks shards and claims up in a tree of which nothing is known: a missing or odd entry holds no line.
package struct TreeLookup<Objects: StateObjects> {
    let objects: Objects

    package init(objects: Objects) {
        self.objects = objects
    }

    package func holds(_ line: ArrivedLine, in tree: ObjectID) throws -> Bool {
        try shard(at: line.path, in: tree)?.contains(line.line.bytes[...]) ?? false
    }

    /// The lines of a shard; nil when the tree has none that could be read.
    func shard(at path: ShardPath, in tree: ObjectID) throws -> Set<ArraySlice<UInt8>>? {
        var id = tree
        let names = path.description.utf8.split(separator: UInt8(ascii: "/"))
        for (index, name) in names.enumerated() {
            let mode = index == names.count - 1 ? TreeEntry.Mode.file : .tree
            let entry = try objects.entries(of: id).first { $0.name.elementsEqual(name) }
            guard let entry, entry.mode == mode else { return nil }
            id = entry.id
        }
        guard try objects.byteCount(ofBlob: id) <= ShardLimit.byteCountMax else { return nil }
        return Set(BlobPieces.lines(of: try objects.blob(id)))
    }

    /// Calls `body` with every line under `claims/` that passes L0.
    ///
    /// - Parameter isWanted: shards for which it is false are not read.
    func forEachClaim(
        in tree: ObjectID, at isWanted: (ShardPath) -> Bool = { _ in true }, _ body: (ShardPath, Line) throws -> Void
    ) throws {
        for (path, id) in try claimShards(in: tree) where isWanted(path) {
            guard try objects.byteCount(ofBlob: id) <= ShardLimit.byteCountMax else { continue }
            for bytes in BlobPieces.lines(of: try objects.blob(id)) {
                guard let line = try? Line(bytes: bytes), path.holds(line.record) else { continue }
                try body(path, line)
            }
        }
    }

    /// Of some shards those that are over the limit in the tree.
    func unread(_ paths: Set<ShardPath>, in tree: ObjectID) throws -> [ShardPath] {
        var known: [ObjectID: [[UInt8]: TreeEntry]] = [:]
        return try paths.filter { path in
            var id = tree
            for name in path.description.utf8.split(separator: UInt8(ascii: "/")) {
                if known[id] == nil { known[id] = Dictionary(try objects.entries(of: id).map { ($0.name, $0) }) { first, _ in first } }
                guard let entry = known[id]?[Array(name)] else { return false }
                guard entry.mode == .tree else { return try objects.byteCount(ofBlob: entry.id) > ShardLimit.byteCountMax }
                id = entry.id
            }
            return false
        }
    }

    /// The first shard of claims that is over the limit, so that nobody knows what it holds. Looks at every one, because a
    /// join reports only those that it meets for the first time.
    func unreadClaims(in tree: ObjectID) throws -> ShardPath? {
        try claimShards(in: tree).first { try objects.byteCount(ofBlob: $0.id) > ShardLimit.byteCountMax }?.path
    }

    private func claimShards(in tree: ObjectID) throws -> [(path: ShardPath, id: ObjectID)] {
        let claims = try objects.entries(of: tree).first { $0.mode == .tree && $0.name.elementsEqual("\(RecordKind.claim)".utf8) }
        guard let claims else { return [] }
        return try objects.entries(of: claims.id).filter { $0.mode == .tree }.flatMap { month in
            try objects.entries(of: month.id).filter { $0.mode == .file }.compactMap { entry in
                let names = [RecordKind.claim.name] + [month, entry].map { String(decoding: $0.name, as: UTF8.self) }
                return ShardPath(names.joined(separator: "/")).map { ($0, entry.id) }
            }
        }
    }
}
