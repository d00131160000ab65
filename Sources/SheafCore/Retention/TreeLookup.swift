/// Looks shards up in a tree of which nothing is known: a missing or odd entry holds no line.
struct TreeLookup<Objects: StateObjects> {
    let objects: Objects

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
}
