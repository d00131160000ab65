import SheafCore

/// What rows of sessions need beside their own views: who shares their minute, and when their keepers last wrote.
struct SessionSurroundings {
    private struct Minute: Hashable {
        let author: AuthorSlug
        let number: Int64

        init(_ author: AuthorSlug, _ id: RecordID) {
            self.author = author
            number = id.time.milliseconds / 60_000
        }
    }

    private let reader: StoreReader
    /// nil: asked for one by one.
    private var siblings: [Minute: [RecordID]]?
    private var latestFacts: [ReplicaID: Int64?] = [:]

    /// From so many rows on, reading the names of all sessions at once is the faster way.
    private static let sweepRowCountMin = 200

    init(_ reader: StoreReader, rowCount: Int) throws {
        self.reader = reader
        guard rowCount >= Self.sweepRowCountMin else { return }
        siblings = Dictionary(grouping: try reader.sessionNames()) { Minute($0.author, $0.id) }.mapValues { $0.map(\.id) }
    }

    mutating func row(_ view: SessionView, factCount: Int) throws -> SessionRow {
        let base = DisplayID.base(author: view.author, openedAt: view.id.time)
        let siblings = try siblings.map { $0[Minute(view.author, view.id)] ?? [] }
            ?? reader.sessionIDs(author: view.author, openedInMinuteOf: view.id.time)
        let suffix = view.id.hex.suffix(DisplayID.suffixDigitCount(siblings))
        let keepers = [view.owner, view.taking?.replica].compactMap(\.self)
        return SessionRow(
            view: view, displayID: siblings.count > 1 ? "\(base)-\(suffix)" : base, fullDisplayID: "\(base)-\(suffix)",
            latestFactOfKeepers: try keepers.compactMap { try latestFact(of: $0) }.max(), factCount: factCount)
    }

    private mutating func latestFact(of replica: ReplicaID) throws -> Int64? {
        if let known = latestFacts[replica] { return known }
        let latest = try reader.latestFact(of: replica)
        latestFacts[replica] = .some(latest)
        return latest
    }
}
