/// Takes out of a state tree what a retention leaves out. The tree may be any, also a hostile one: what is not understood
/// stays as it is, for the join to judge. Protocol: 5-sync, section 6.1.
public struct RetainedTree<Objects: StateObjects> {
    public private(set) var objects: Objects
    private let retention: Retention

    public init(_ objects: Objects, _ retention: Retention) {
        self.objects = objects
        self.retention = retention
    }

    /// - Returns: the tree itself when it holds nothing of what is left out; nil when no facts are left.
    public mutating func keep(_ tree: ObjectID) throws -> ObjectID? {
        guard !retention.keepsEverything else { return tree }
        let entries = try objects.entries(of: tree)
        var kept: [TreeEntry] = []
        for entry in entries {
            guard entry.mode == .tree, let kind = RecordKind(String(decoding: entry.name, as: UTF8.self)) else {
                kept.append(entry)
                continue
            }
            let survivors = kind == .claim ? try survivors(in: tree) : []
            let walk = Walk(
                floor: kind.fixedDepth == .flat ? nil : retention.floor,
                gone: retention.evicted.subtracting(survivors), survivors: survivors)
            if let id = try keep(entry.id, at: [kind.name], walk) {
                kept.append(TreeEntry(name: entry.name, mode: .tree, id: id))
            }
        }
        guard kept != entries else { return tree }
        guard kept.contains(where: { $0.name != StateFormat.name }) else { return nil }
        return try objects.writeTree(kept)
    }

    /// What one kind's folder loses.
    private struct Walk {
        let floor: CivilMonth?
        /// Records whose lines go wherever they stand.
        let gone: Set<RecordID>
        /// Claim records that stay below the floor.
        let survivors: Set<RecordID>

        /// Whether a folder of this path is below the floor.
        func isBelowFloor(_ path: [String]) -> Bool {
            guard let floor, path.count > 1, let month = CivilMonth(path[1]) else { return false }
            return month < floor
        }

        /// Records that go and may stand under a folder.
        func gone(under path: [String]) -> Set<RecordID> {
            guard path.count > 1 else { return gone }
            return gone.filter { record in
                let date = CivilTime(record.time).date
                return date.monthDescription == path[1] && (path.count < 3 || pad(date.day, 2) == path[2])
            }
        }
    }

    /// - Returns: nil when nothing of the folder is left.
    private mutating func keep(_ tree: ObjectID, at path: [String], _ walk: Walk) throws -> ObjectID? {
        let isBelow = walk.isBelowFloor(path)
        if isBelow, walk.survivors.isEmpty { return nil }
        let entries = try objects.entries(of: tree)
        var kept: [TreeEntry] = []
        for entry in entries {
            let path = path + [String(decoding: entry.name, as: UTF8.self)]
            if let entry = try keep(entry, at: path, walk) { kept.append(entry) }
        }
        guard kept != entries else { return tree }
        return kept.isEmpty ? nil : try objects.writeTree(kept)
    }

    private mutating func keep(_ entry: TreeEntry, at path: [String], _ walk: Walk) throws -> TreeEntry? {
        let isBelow = walk.isBelowFloor(path)
        if let shard = ShardPath(path.joined(separator: "/")), entry.mode == .file {
            let (gone, survivors) = (walk.gone.filter(shard.holds), walk.survivors.filter(shard.holds))
            guard isBelow || !gone.isEmpty else { return entry }
            guard !isBelow || !survivors.isEmpty else { return nil }
            let id = try rewrite(entry.id) { record in
                guard let record else { return !isBelow }
                return isBelow ? survivors.contains(record) : !gone.contains(record)
            }
            return id.map { TreeEntry(name: entry.name, mode: .file, id: $0) }
        }
        guard entry.mode == .tree, path.count < 4 else { return isBelow ? nil : entry }
        guard isBelow || !walk.gone(under: path).isEmpty else { return entry }
        return try keep(entry.id, at: path, walk).map { TreeEntry(name: entry.name, mode: .tree, id: $0) }
    }

    /// The blob with those of its pieces that are kept, judged by the record that they name, if they name one.
    ///
    /// - Returns: the blob itself when it keeps all, or is too large to be read; nil when no piece is left.
    private mutating func rewrite(_ blob: ObjectID, keeping isKept: (RecordID?) -> Bool) throws -> ObjectID? {
        guard try objects.byteCount(ofBlob: blob) <= ShardLimit.byteCountMax else { return blob }
        let bytes = try objects.blob(blob)
        var kept: [UInt8] = []
        for piece in BlobPieces(bytes) where isKept(Self.record(of: piece)) { kept += piece }
        if kept.count == bytes.count { return blob }
        return kept.isEmpty ? nil : try objects.writeBlob(kept)
    }

    private static func record(of piece: ArraySlice<UInt8>) -> RecordID? {
        guard piece.count > 32, piece[piece.startIndex + 32] == .space else { return nil }
        return Hex.decode(piece.prefix(32)).flatMap { RecordID(bytes: $0) }
    }

    private func survivors(in tree: ObjectID) throws -> Set<RecordID> {
        var fences = GreatestFences()
        try TreeLookup(objects: objects).forEachClaim(in: tree, at: { retention.concerns($0) }) { path, line in
            if retention.concerns(path, line.record) { fences.consider(line) }
        }
        return fences.records()
    }
}
