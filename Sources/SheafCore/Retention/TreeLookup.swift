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
        let claims = try objects.entries(of: tree).first { $0.mode == .tree && $0.name.elementsEqual("\(RecordKind.claim)".utf8) }
        guard let claims else { return }
        for month in try objects.entries(of: claims.id) where month.mode == .tree {
            for entry in try objects.entries(of: month.id) where entry.mode == .file {
                let names = [RecordKind.claim.name] + [month, entry].map { String(decoding: $0.name, as: UTF8.self) }
                guard let path = ShardPath(names.joined(separator: "/")), isWanted(path),
                    try objects.byteCount(ofBlob: entry.id) <= ShardLimit.byteCountMax
                else { continue }
                for bytes in BlobPieces.lines(of: try objects.blob(entry.id)) {
                    guard let line = try? Line(bytes: bytes), path.holds(line.record) else { continue }
                    try body(path, line)
                }
            }
        }
    }
}
