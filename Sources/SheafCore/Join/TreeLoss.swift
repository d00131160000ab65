/// The lines that a state tree once had and another one lacks, found by a walk that skips what is equal.
///
/// A remote's tree only ever grows, so a loss means that somebody moved its ref. Trees are compared, not ancestry: history
/// may be cut at any time. Protocol: 5-sync, section 3.
public struct TreeLoss<Objects: StateObjects> {
    private let objects: Objects
    /// Months before it may be left out of a tree without being lost.
    private let floor: CivilMonth?
    public private(set) var lineCount = 0
    /// The greatest lease of a claim among them, in seconds; 0 when no claim is.
    public private(set) var claimLeaseSecondsMax: Int64 = 0
    /// No policy of whoever wrote the other tree explains it: an undated record lost lines, such as a replica's card, or a
    /// subject the greatest fence that it had.
    public private(set) var isBeyondRetention = false
    /// Some record lost a part of its lines; a policy takes all of them.
    public private(set) var hasPartOfARecord = false
    private var lostClaims: [Line] = []

    public init(_ objects: Objects, floor: CivilMonth? = nil) {
        self.objects = objects
        self.floor = floor
    }

    /// - Parameters:
    ///   - before: a tree that this replica has joined; nil when there was none.
    ///   - now: any tree; nil when there is none.
    /// - Throws: when an object is missing.
    public mutating func compare(_ before: ObjectID?, _ now: ObjectID?) throws {
        guard let before, before != now else { return }
        try compare(before, now, at: .root)
        if !isBeyondRetention, !lostClaims.isEmpty { isBeyondRetention = try !areClaimsOutlived(in: now) }
    }

    /// Whether of each subject a claim is left with a fence as great as those that are gone.
    private func areClaimsOutlived(in now: ObjectID?) throws -> Bool {
        var fences = GreatestFences()
        for line in lostClaims { fences.consider(line) }
        let lost = fences.byGroup()
        guard let now, !lost.isEmpty else { return lost.isEmpty }
        var left = GreatestFences()
        try TreeLookup(objects: objects).forEachClaim(in: now) { _, line in left.consider(line) }
        let remaining = left.byGroup(Set(lost.keys))
        return lost.allSatisfy { group, fence in remaining[group].map { $0 >= fence } ?? false }
    }

    private mutating func compare(_ before: ObjectID, _ now: ObjectID?, at level: TreeLevel) throws {
        let present = try now.map { try objects.entries(of: $0) } ?? []
        let byName = Dictionary(present.map { ($0.name, $0) }) { first, _ in first }
        for entry in try objects.entries(of: before) where byName[entry.name] != entry {
            let other = byName[entry.name].flatMap { $0.mode == entry.mode ? $0.id : nil }
            switch try? level.read(entry) {
            case .subtree(let next) where !next.isBelow(floor): try compare(entry.id, other, at: next)
            case .shard(let path): try compareShard(entry.id, other, at: path)
            case .subtree, .format, nil: break
            }
        }
    }

    private mutating func compareShard(_ before: ObjectID, _ now: ObjectID?, at path: ShardPath) throws {
        let largest = try [before, now].compactMap(\.self).map { try objects.byteCount(ofBlob: $0) }.max() ?? 0
        // What is carried unread cannot be told to have lost anything.
        guard largest <= ShardLimit.byteCountMax else { return }
        let present = try now.map { try objects.blob($0) } ?? []
        let missing = Shard(trusted: try objects.blob(before)).missing(from: present)
        guard !missing.isEmpty else { return }
        lineCount += missing.count
        if path.depth == .flat { isBeyondRetention = true }
        if !hasPartOfARecord {
            let records = Set(missing.map { $0.prefix(Line.recordEnd) })
            hasPartOfARecord = BlobPieces.lines(of: present).contains { records.contains($0.prefix(Line.recordEnd)) }
        }
        guard path.kind == .claim else { return }
        for bytes in missing {
            guard let line = try? Line(bytes: bytes), case .claim(let claim)? = (try? Fact(line, in: .claim))?.body else { continue }
            claimLeaseSecondsMax = max(claimLeaseSecondsMax, claim.leaseSeconds)
            lostClaims.append(line)
        }
    }
}

extension TreeLevel {
    /// Whether all below is of a month before the floor.
    fileprivate func isBelow(_ floor: CivilMonth?) -> Bool {
        guard let floor, let month else { return false }
        return month < floor
    }
}
